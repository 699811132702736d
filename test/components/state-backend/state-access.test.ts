import { expect } from "chai";
import { policyDocument } from "../../../components/access/policy-document";
import { StateAccess } from "../../../components/state-backend/state-access";
import { stateWriteStatements } from "../../../components/state-backend/state-permissions";
import { listed, statement, statementsOf } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const BUCKET = "arn:aws:s3:::hyperion-state";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";

const create = () =>
  runProgram(() => {
    const access = new StateAccess("access", {
      bucketArn: BUCKET,
      keyArn: KEY,
      readPolicyName: "hyperion-dev-state-read",
      writePolicyName: "hyperion-dev-state-write",
    });
    return { read: access.readPolicyArn, write: access.writePolicyArn };
  });

const ALL_STACKS = ["stacks", "history", "backups", "locks/organization"].map(
  (folder) => `${BUCKET}/.pulumi/${folder}/*`,
);

const ALL_OPERATIONS = ["operations", "operation-heads"].map((folder) => `${BUCKET}/.fleet/${folder}/*`);

describe("StateAccess", () => {
  it("lets previews read, and nothing else", async () => {
    const { resources, outputs } = await create();

    const { policy } = one(resources, "aws:iam/policy:Policy", "access-read").inputs;
    expect(statementsOf(policy)).to.deep.equal([
      {
        Sid: "ListState",
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:GetBucketLocation"],
        Resource: BUCKET,
      },
      {
        Sid: "ReadState",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: [`${BUCKET}/.pulumi/meta.yaml`, ...ALL_STACKS],
      },
      { Sid: "ReadLeases", Effect: "Allow", Action: "s3:GetObject", Resource: `${BUCKET}/.fleet/leases/*` },
      {
        Sid: "ReadOperations",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: ALL_OPERATIONS,
      },
      { Sid: "ListVersions", Effect: "Allow", Action: "s3:ListBucketVersions", Resource: BUCKET },
      { Sid: "DecryptState", Effect: "Allow", Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: KEY },
    ]);
    expect(outputs.read).to.equal("arn:aws:iam::111122223333:policy/hyperion-dev-state-read");
  });

  it("lets deployments write stacks and locks, and delete no old version", async () => {
    const { resources, outputs } = await create();

    const { policy } = one(resources, "aws:iam/policy:Policy", "access-write").inputs;
    expect(statement(policy, "WriteState")).to.deep.include({
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: ALL_STACKS,
    });
    expect(statement(policy, "TakeLeases")).to.deep.include({
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: `${BUCKET}/.fleet/leases/*`,
    });
    expect(statement(policy, "AppendOperations")).to.deep.include({
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: ALL_OPERATIONS,
    });
    expect(statement(policy, "EncryptState")).to.deep.include({
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: KEY,
    });
    expect(statement(policy, "PublishMetrics")).to.deep.include({
      Action: "cloudwatch:PutMetricData",
      Condition: { StringEquals: { "cloudwatch:namespace": "Hyperion/State" } },
    });
    expect(statementsOf(policy).flatMap(({ Action }) => listed(Action))).not.to.include(
      "s3:DeleteObjectVersion",
    );
    expect(outputs.write).to.equal("arn:aws:iam::111122223333:policy/hyperion-dev-state-write");
  });
});

describe("stateWriteStatements", () => {
  it("keeps a project to its own stacks, and from the backend's metadata", async () => {
    const { outputs } = await runProgram(() => ({
      policy: policyDocument(stateWriteStatements({ bucketArn: BUCKET, keyArn: KEY, project: "enclave" })),
    }));

    expect(statement(outputs.policy, "WriteState").Resource).to.deep.equal(
      ["stacks", "history", "backups", "locks/organization"].map(
        (folder) => `${BUCKET}/.pulumi/${folder}/enclave/*`,
      ),
    );
    expect(statement(outputs.policy, "TakeLeases").Resource).to.equal(`${BUCKET}/.fleet/leases/enclave/*`);
    expect(statement(outputs.policy, "AppendOperations").Resource).to.deep.equal(
      ["operations", "operation-heads"].map((folder) => `${BUCKET}/.fleet/${folder}/enclave/*`),
    );
    expect(statement(outputs.policy, "ReadMetadata").Action).to.equal("s3:GetObject");
  });
});
