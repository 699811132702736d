import { expect } from "chai";
import { policyDocument } from "../../../components/access/policy-document";
import { StateAccess } from "../../../components/state-backend/state-access";
import { stateWriteStatements } from "../../../components/state-backend/state-permissions";
import { listed, statement, statementsOf } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const BUCKET = "arn:aws:s3:::hyperion-state";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";

const TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/hyperion-dev-audit";

const create = () =>
  runProgram(() => {
    const access = new StateAccess("access", {
      bucketArn: BUCKET,
      keyArn: KEY,
      readPolicyName: "hyperion-dev-state-read",
      writePolicyName: "hyperion-dev-state-write",
      auditPolicyName: "hyperion-dev-state-audit",
      drillPolicyName: "hyperion-dev-state-drill",
      place: { environment: "dev", accountId: "111122223333", region: "eu-west-1" },
      logBucketName: "hyperion-logs",
      trailArn: TRAIL,
    });
    return {
      read: access.readPolicyArn,
      write: access.writePolicyArn,
      audit: access.auditPolicyArn,
      drill: access.drillPolicyArn,
    };
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
      {
        Sid: "ReadWorkspaces",
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: `${BUCKET}/.fleet/workspaces/*`,
      },
      {
        Sid: "ReadPromotions",
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: `${BUCKET}/.fleet/promotions/*`,
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
    expect(statement(policy, "KeepWorkspaces")).to.deep.include({
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `${BUCKET}/.fleet/workspaces/*`,
    });
    expect(statement(policy, "AppendPromotions")).to.deep.include({
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: `${BUCKET}/.fleet/promotions/*`,
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

  it("lets audits read every log, and nothing of the state", async () => {
    const { resources, outputs } = await create();

    const { policy } = one(resources, "aws:iam/policy:Policy", "access-audit").inputs;
    expect(statementsOf(policy)).to.deep.equal([
      {
        Sid: "ListLogs",
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketLocation"],
        Resource: [BUCKET, "arn:aws:s3:::hyperion-logs"],
      },
      {
        Sid: "ReadOperations",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: ALL_OPERATIONS,
      },
      {
        Sid: "ReadLogs",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::hyperion-logs/*",
      },
      { Sid: "DecryptLogs", Effect: "Allow", Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: KEY },
      { Sid: "LookUpEvents", Effect: "Allow", Action: "cloudtrail:LookupEvents", Resource: "*" },
      { Sid: "SeeTrail", Effect: "Allow", Action: "cloudtrail:GetTrailStatus", Resource: TRAIL },
    ]);
    expect(outputs.audit).to.equal("arn:aws:iam::111122223333:policy/hyperion-dev-state-audit");
  });

  it("lets drills delete versions of their own buckets only, and write and read their reports", async () => {
    const { resources, outputs } = await create();

    const { policy } = one(resources, "aws:iam/policy:Policy", "access-drill").inputs;
    const scratch = "arn:aws:s3:::hyperion-dev-drill-111122223333-eu-west-1-*";
    const deleting = statementsOf(policy).filter(({ Action }) =>
      listed(Action).some((action) => action.startsWith("s3:Delete")),
    );
    expect(deleting.map(({ Resource }) => Resource)).to.deep.equal([scratch, `${scratch}/*`]);
    const ofState = statementsOf(policy).filter(({ Resource }) => String(Resource).startsWith(BUCKET));
    expect(ofState.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [["s3:GetObject", "s3:PutObject"], `${BUCKET}/.fleet/reports/drill/*`],
    ]);
    expect(outputs.drill).to.equal("arn:aws:iam::111122223333:policy/hyperion-dev-state-drill");
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
