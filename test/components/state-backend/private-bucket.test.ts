import { expect } from "chai";
import { PrivateBucket, type PrivateBucketArgs } from "../../../components/state-backend/private-bucket";
import { statementsOf } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const create = (more: Partial<PrivateBucketArgs> = {}) =>
  runProgram(() => {
    const bucket = new PrivateBucket("bucket", {
      bucketName: "hyperion-test",
      keyArn: "arn:key",
      noncurrentVersionDays: 90,
      ...more,
    });
    return { name: bucket.bucketName, arn: bucket.bucketArn };
  });

describe("PrivateBucket", () => {
  it("is closed to the public and has no ACLs", async () => {
    const { resources } = await create();

    expect(one(resources, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.deep.equal({
      bucket: "hyperion-test",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      one(resources, "aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs.rule,
    ).to.deep.equal({ objectOwnership: "BucketOwnerEnforced" });
  });

  it("encrypts with the key and a bucket key, and keeps versions for a time", async () => {
    const { resources } = await create();

    expect(
      one(resources, "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .inputs.rules,
    ).to.deep.equal([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:key" },
        bucketKeyEnabled: true,
      },
    ]);
    expect(
      one(resources, "aws:s3/bucketVersioning:BucketVersioning").inputs.versioningConfiguration,
    ).to.deep.equal({ status: "Enabled" });
    expect(
      one(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs.rules,
    ).to.deep.equal([
      {
        id: "old-versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 90 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
  });

  it("uses S3's own key without one of ours, and lets objects expire when asked", async () => {
    const { resources } = await create({ keyArn: undefined, expireAfterDays: 365 });

    expect(
      one(resources, "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .inputs.rules,
    ).to.deep.equal([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    const [rule] = one(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs
      .rules;
    expect(rule.expiration).to.deep.equal({ days: 365 });
  });

  it("denies plain HTTP and old TLS to everybody", async () => {
    const { resources } = await create();

    const everything = ["arn:aws:s3:::hyperion-test", "arn:aws:s3:::hyperion-test/*"];
    expect(statementsOf(one(resources, "aws:s3/bucketPolicy:BucketPolicy").inputs.policy)).to.deep.equal([
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "DenyOldTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
    ]);
  });

  it("is protected by default, and can be deleted when it is told so", async () => {
    expect(one((await create()).resources, "aws:s3/bucket:Bucket").protect).to.equal(true);
    expect(one((await create({ protect: false })).resources, "aws:s3/bucket:Bucket").protect).to.equal(false);
  });
});
