import { expect } from "chai";
import { StateBucket } from "../../../components/state-backend/state-bucket";
import { statement } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const create = () =>
  runProgram(() => {
    const bucket = new StateBucket("state", {
      bucketName: "hyperion-state",
      keyArn: "arn:key",
      logBucketName: "hyperion-logs",
      noncurrentVersionDays: 90,
    });
    return { name: bucket.bucketName, arn: bucket.bucketArn };
  });

const HEADER = "s3:x-amz-server-side-encryption";

describe("StateBucket", () => {
  it("logs who touches it", async () => {
    const { resources, outputs } = await create();

    expect(one(resources, "aws:s3/bucketLogging:BucketLogging").inputs).to.deep.equal({
      bucket: "hyperion-state",
      targetBucket: "hyperion-logs",
      targetPrefix: "hyperion-state/",
    });
    expect(outputs).to.deep.equal({ name: "hyperion-state", arn: "arn:aws:s3:::hyperion-state" });
  });

  it("denies wrong encryption, and allows Pulumi's puts, which name none", async () => {
    const { policy } = one((await create()).resources, "aws:s3/bucketPolicy:BucketPolicy").inputs;

    const denied = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::hyperion-state/*",
    };
    expect(statement(policy, "DenyOtherAlgorithm")).to.deep.equal({
      ...denied,
      Sid: "DenyOtherAlgorithm",
      Condition: { Null: { [HEADER]: "false" }, StringNotEquals: { [HEADER]: "aws:kms" } },
    });
    expect(statement(policy, "DenyOtherKey")).to.deep.equal({
      ...denied,
      Sid: "DenyOtherKey",
      Condition: {
        Null: { [HEADER]: "false" },
        StringNotEquals: { [`${HEADER}-aws-kms-key-id`]: "arn:key" },
      },
    });
    expect(statement(policy, "DenyCustomerProvidedKey")).to.deep.equal({
      ...denied,
      Sid: "DenyCustomerProvidedKey",
      Condition: { Null: { [`${HEADER}-customer-algorithm`]: "false" } },
    });
    expect(statement(policy, "DenyPlainHttp").Effect).to.equal("Deny");
  });

  it("lets nobody change or delete an entry of the operations log or a promotion, or put a head without looking", async () => {
    const { policy } = one((await create()).resources, "aws:s3/bucketPolicy:BucketPolicy").inputs;

    const entries = "arn:aws:s3:::hyperion-state/.fleet/operations/*";
    const heads = "arn:aws:s3:::hyperion-state/.fleet/operation-heads/*";
    const promotions = "arn:aws:s3:::hyperion-state/.fleet/promotions/*";
    expect(statement(policy, "DenyDeletingOperations")).to.deep.equal({
      Sid: "DenyDeletingOperations",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: [entries, heads, promotions],
    });
    expect(statement(policy, "DenyRewritingOperations")).to.deep.equal({
      Sid: "DenyRewritingOperations",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: [entries, promotions],
      Condition: { Null: { "s3:if-none-match": "true" } },
    });
    expect(statement(policy, "DenyBlindOperationHeads")).to.deep.equal({
      Sid: "DenyBlindOperationHeads",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: heads,
      Condition: { Null: { "s3:if-match": "true", "s3:if-none-match": "true" } },
    });
  });
});
