import { expect } from "chai";
import { policyDocument } from "../../../components/access/policy-document";
import { AuditTrail, trailKeyStatements } from "../../../components/state-backend/audit-trail";
import { permissionsOf, statementsOf, trustOf } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const PLACE = { environment: "dev", accountId: "111122223333", region: "eu-west-1" } as const;
const TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/hyperion-dev-audit";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/hyperion/dev/audit";

const create = () =>
  runProgram(() => {
    const trail = new AuditTrail("audit", {
      place: PLACE,
      bucketArn: "arn:aws:s3:::state",
      keyArn: "arn:key",
      logBucketName: "logs",
      logRetentionDays: 90,
    });
    return { trail: trail.trailArn, group: trail.logGroupName };
  });

describe("AuditTrail", () => {
  it("records every access to the bucket's objects and every management event, in signed and encrypted files", async () => {
    const { resources, outputs } = await create();

    expect(one(resources, "aws:cloudtrail/trail:Trail").inputs).to.deep.equal({
      name: "hyperion-dev-audit",
      s3BucketName: "logs",
      kmsKeyId: "arn:key",
      cloudWatchLogsGroupArn: `${GROUP}:*`,
      cloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/hyperion-dev-audit",
      enableLogFileValidation: true,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      advancedEventSelectors: [
        {
          name: "Objects of the state bucket",
          fieldSelectors: [
            { field: "eventCategory", equals: ["Data"] },
            { field: "resources.type", equals: ["AWS::S3::Object"] },
            { field: "resources.ARN", startsWiths: ["arn:aws:s3:::state/"] },
          ],
        },
        {
          name: "Management events",
          fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
        },
      ],
      tags: { Name: "hyperion-dev-audit" },
    });
    expect(outputs).to.deep.equal({ trail: TRAIL, group: "/hyperion/dev/audit" });
  });

  it("keeps events for metric filters in an encrypted log group", async () => {
    const { resources } = await create();
    expect(one(resources, "aws:cloudwatch/logGroup:LogGroup").inputs).to.deep.equal({
      name: "/hyperion/dev/audit",
      kmsKeyId: "arn:key",
      retentionInDays: 90,
      tags: { Name: "/hyperion/dev/audit" },
    });
  });

  it("lets CloudTrail, for this trail alone, write its own streams", async () => {
    const { resources } = await create();

    expect(trustOf(resources, "hyperion-dev-audit")).to.deep.equal([
      {
        Sid: "ServiceMayAssume",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": [TRAIL] },
        },
      },
    ]);
    expect(permissionsOf(resources, "hyperion-dev-audit")).to.deep.equal([
      {
        Sid: "WriteEvents",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${GROUP}:log-stream:111122223333_CloudTrail_eu-west-1*`,
      },
    ]);
  });
});

describe("trailKeyStatements", () => {
  it("lets CloudTrail and CloudWatch Logs use the key for this trail and log group alone", async () => {
    const { outputs } = await runProgram(() => ({ policy: policyDocument(trailKeyStatements(PLACE)) }));

    expect(statementsOf(outputs.policy)).to.deep.equal([
      {
        Sid: "CloudTrailEncryptsEvents",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "kms:GenerateDataKey*",
        Resource: "*",
        Condition: {
          StringEquals: { "aws:SourceArn": TRAIL, "kms:EncryptionContext:aws:cloudtrail:arn": TRAIL },
        },
      },
      {
        Sid: "CloudTrailChecksKey",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "kms:DescribeKey",
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceArn": TRAIL } },
      },
      {
        Sid: "LogsEncryptEvents",
        Effect: "Allow",
        Principal: { Service: "logs.eu-west-1.amazonaws.com" },
        Action: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
        Resource: "*",
        Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": [GROUP] } },
      },
    ]);
  });
});
