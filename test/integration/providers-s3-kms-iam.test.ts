import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { expectLifecycle, type Version } from "../support/lifecycle";

const assumeRolePolicy = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

const allow = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

describe("provider stand-ins for S3, KMS and IAM", function () {
  this.timeout(300_000);
  let emulator: TestEmulator;

  before(async () => {
    emulator = await startTestEmulator();
  });

  after(() => emulator.stop());

  it("keeps a bucket and its settings", async () => {
    const program = (version: Version) => async () => {
      const second = version === "second";
      const options = {
        provider: new aws.Provider("aws", {
          region: "eu-west-1",
          defaultTags: { tags: second ? { Project: "test", Owner: "team" } : { Project: "test" } },
        }),
      };
      const key = new aws.kms.Key("key", {}, options);
      const logs = new aws.s3.Bucket("logs", {}, options);
      const { bucket } = new aws.s3.Bucket("data", { forceDestroy: true, tags: { Name: version } }, options);
      new aws.s3.BucketVersioning(
        "versioning",
        { bucket, versioningConfiguration: { status: "Enabled" } },
        options,
      );
      new aws.s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        {
          bucket,
          rules: [
            {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
              bucketKeyEnabled: second,
            },
          ],
        },
        options,
      );
      new aws.s3.BucketPublicAccessBlock(
        "public-access",
        {
          bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: second,
        },
        options,
      );
      new aws.s3.BucketOwnershipControls(
        "ownership",
        { bucket, rule: { objectOwnership: second ? "BucketOwnerEnforced" : "BucketOwnerPreferred" } },
        options,
      );
      new aws.s3.BucketPolicy(
        "policy",
        {
          bucket,
          policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              {
                Sid: second ? "DenyHttp" : "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: [
                  pulumi.interpolate`arn:aws:s3:::${bucket}`,
                  pulumi.interpolate`arn:aws:s3:::${bucket}/*`,
                ],
                Condition: {
                  Bool: { "aws:SecureTransport": "false" },
                  StringLike: { "aws:Referer": "none" },
                },
              },
            ],
          }),
        },
        options,
      );
      new aws.s3.BucketLifecycleConfiguration(
        "lifecycle",
        {
          bucket,
          rules: [
            {
              id: "old-versions",
              status: "Enabled",
              filter: {},
              noncurrentVersionExpiration: { noncurrentDays: second ? 60 : 30, newerNoncurrentVersions: 5 },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
          ],
        },
        options,
      );
      new aws.s3.BucketLogging(
        "logging",
        { bucket, targetBucket: logs.bucket, targetPrefix: second ? "data/" : "access/" },
        options,
      );
      return { bucket };
    };
    const client = new S3Client({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
    });
    await expectLifecycle(emulator, "s3", {
      program,
      check: async (version, outputs) => {
        const object = { Bucket: outputs.bucket?.value, Key: "object" };
        await client.send(new PutObjectCommand({ ...object, Body: version }));
        const { ServerSideEncryption } = await client.send(new GetObjectCommand(object));
        expect(ServerSideEncryption).to.equal("aws:kms");
      },
    });
    client.destroy();
  });

  it("keeps a key and its alias", async () => {
    const program = (version: Version) => async () => {
      const second = version === "second";
      const key = new aws.kms.Key("key", {
        description: version,
        deletionWindowInDays: 7,
        enableKeyRotation: second,
        tags: { Name: version },
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: version,
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::000000000000:root" },
              Action: "kms:*",
              Resource: "*",
            },
          ],
        }),
      });
      const other = new aws.kms.Key("other", {});
      const alias = new aws.kms.Alias("alias", {
        name: "alias/hyperion-test",
        targetKeyId: second ? other.keyId : key.arn,
      });
      const found = aws.kms.getAliasOutput({ name: alias.name });
      const described = aws.kms.getKeyOutput({ keyId: key.keyId });
      return { target: found.targetKeyArn, keyArn: key.arn, otherArn: other.arn, described: described.arn };
    };
    await expectLifecycle(emulator, "kms", {
      program,
      check: async (version, { target, keyArn, otherArn, described }) => {
        expect(described?.value).to.equal(keyArn?.value);
        expect(target?.value).to.equal(version === "second" ? otherArn?.value : keyArn?.value);
      },
    });
  });

  it("keeps roles, policies and instance profiles", async () => {
    const program = (version: Version) => async () => {
      const second = version === "second";
      const boundary = new aws.iam.Policy("boundary", { policy: allow("s3:*"), path: "/hyperion/" });
      const policy = new aws.iam.Policy("policy", {
        policy: allow(second ? "s3:GetObject" : "s3:PutObject"),
        tags: { Name: version },
      });
      const role = new aws.iam.Role("role", {
        path: "/hyperion/test/",
        assumeRolePolicy: assumeRolePolicy(second ? "ec2.amazonaws.com" : "lambda.amazonaws.com"),
        description: version,
        maxSessionDuration: second ? 7200 : undefined,
        permissionsBoundary: second ? boundary.arn : undefined,
        inlinePolicies: [{ name: "inline", policy: allow(second ? "sqs:*" : "sns:*") }],
        tags: { Name: version },
      });
      new aws.iam.RolePolicyAttachment("attachment", { role: role.name, policyArn: policy.arn });
      const spare = new aws.iam.Role("spare", { assumeRolePolicy: assumeRolePolicy("ec2.amazonaws.com") });
      new aws.iam.RolePolicy("role-policy", { role: spare.name, policy: allow(second ? "ec2:*" : "kms:*") });
      new aws.iam.InstanceProfile("profile", {
        role: second ? spare.name : role.name,
        path: "/hyperion/test/",
        tags: { Name: version },
      });
      const found = aws.iam.getRoleOutput({ name: role.name });
      const foundPolicy = aws.iam.getPolicyOutput({ arn: policy.arn });
      return { arn: found.arn, boundary: found.permissionsBoundary, policy: foundPolicy.policy };
    };
    await expectLifecycle(emulator, "iam", {
      program,
      check: async (version, { arn, policy }) => {
        expect(arn?.value).to.match(/^arn:aws:iam::000000000000:role\/hyperion\/test\/role-[0-9a-f]{7}$/);
        expect(policy?.value).to.equal(allow(version === "second" ? "s3:GetObject" : "s3:PutObject"));
      },
    });
  });
});
