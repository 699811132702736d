import { expect } from "chai";
import { AccessLogBucket } from "../../../components/state-backend/access-log-bucket";
import { statement } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/hyperion-dev-audit";

const create = (protect?: boolean, trailArn?: string) =>
  runProgram(() => {
    new AccessLogBucket("logs", {
      bucketName: "hyperion-logs",
      accountId: "111122223333",
      sourceBucketName: "hyperion-state",
      retentionDays: 365,
      trailArn,
      protect,
    });
  });

describe("AccessLogBucket", () => {
  it("takes logs from S3, of one bucket of this account", async () => {
    const { resources } = await create();

    expect(
      statement(one(resources, "aws:s3/bucketPolicy:BucketPolicy").inputs.policy, "S3DeliversAccessLogs"),
    ).to.deep.equal({
      Sid: "S3DeliversAccessLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::hyperion-logs/*",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnEquals: { "aws:SourceArn": "arn:aws:s3:::hyperion-state" },
      },
    });
  });

  it("takes events from CloudTrail, of one trail and for this account", async () => {
    const { resources } = await create(true, TRAIL);
    const { policy } = one(resources, "aws:s3/bucketPolicy:BucketPolicy").inputs;

    expect(statement(policy, "CloudTrailChecksBucket")).to.deep.equal({
      Sid: "CloudTrailChecksBucket",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:GetBucketAcl",
      Resource: "arn:aws:s3:::hyperion-logs",
      Condition: { StringEquals: { "aws:SourceArn": TRAIL } },
    });
    expect(statement(policy, "CloudTrailDeliversEvents")).to.deep.equal({
      Sid: "CloudTrailDeliversEvents",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::hyperion-logs/AWSLogs/111122223333/*",
      Condition: {
        StringEquals: { "aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    });
  });

  it("lets CloudTrail do nothing where there is no trail", async () => {
    const { policy } = one((await create()).resources, "aws:s3/bucketPolicy:BucketPolicy").inputs;
    expect(String(policy)).to.not.include("cloudtrail");
  });

  it("keeps logs for a time, under the only encryption that S3 can deliver to", async () => {
    const { resources } = await create();

    const [rule] = one(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs
      .rules;
    expect(rule).to.deep.include({
      expiration: { days: 365 },
      noncurrentVersionExpiration: { noncurrentDays: 365 },
    });
    expect(
      one(resources, "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .inputs.rules,
    ).to.deep.equal([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
  });

  it("is itself protected, unless it is told not to be", async () => {
    expect(one((await create()).resources, "aws:s3/bucket:Bucket").protect).to.equal(true);
    expect(one((await create(false)).resources, "aws:s3/bucket:Bucket").protect).to.equal(false);
  });
});
