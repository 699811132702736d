import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { auditLogGroupName, auditTrailName, physicalName } from "../../contracts/names";
import { logsEncrypt } from "../access/log-encryption";
import { type Place, regionalArn } from "../access/place";
import type { PolicyStatement } from "../access/policy-document";
import { ServiceRole } from "../access/service-role";
import { serviceTrust } from "../access/service-trust";

export interface AuditTrailArgs {
  readonly place: Place;
  /** ARN of the bucket whose objects are watched. */
  readonly bucketArn: pulumi.Input<string>;
  /** Key of events and log group; its policy needs {@link trailKeyStatements}. */
  readonly keyArn: pulumi.Input<string>;
  /** Bucket that lets this trail deliver. */
  readonly logBucketName: pulumi.Input<string>;
  /** Days that the log group keeps events; the bucket keeps them for its own time. One of `LOG_RETENTION_DAYS`. */
  readonly logRetentionDays: number;
}

/**
 * CloudTrail's record of every access to the state bucket's objects and, with the management events, of every use of
 * its key. Files in the bucket are signed, so that an altered or removed one shows (`aws cloudtrail validate-logs`).
 */
export class AuditTrail extends pulumi.ComponentResource {
  readonly trailArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: AuditTrailArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:AuditTrail", name, {}, options);
    const { place } = args;
    const trailName = auditTrailName(place.environment);

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      {
        name: auditLogGroupName(place.environment),
        kmsKeyId: args.keyArn,
        retentionInDays: args.logRetentionDays,
        tags: { Name: auditLogGroupName(place.environment) },
      },
      { parent: this },
    );
    const role = new ServiceRole(
      `${name}-role`,
      {
        roleName: physicalName(place.environment, "audit"),
        description: "CloudTrail writes to CloudWatch Logs",
        trust: serviceTrust({
          service: "cloudtrail.amazonaws.com",
          sourceAccount: place.accountId,
          sourceArns: [auditTrailArn(place)],
        }),
        statements: [writeEvents(place, logGroup.arn)],
      },
      { parent: this },
    );
    const trail = new aws.cloudtrail.Trail(
      `${name}-trail`,
      {
        name: trailName,
        s3BucketName: args.logBucketName,
        kmsKeyId: args.keyArn,
        cloudWatchLogsGroupArn: pulumi.interpolate`${logGroup.arn}:*`,
        cloudWatchLogsRoleArn: role.arn,
        enableLogFileValidation: true,
        // Bucket and key are of this region; what else the account does is for a trail of the organization.
        isMultiRegionTrail: false,
        includeGlobalServiceEvents: false,
        advancedEventSelectors: [objectEvents(args.bucketArn), MANAGEMENT_EVENTS],
        tags: { Name: trailName },
      },
      { parent: this },
    );

    this.trailArn = trail.arn;
    this.logGroupName = logGroup.name;
    this.registerOutputs({ trailArn: this.trailArn, logGroupName: this.logGroupName });
  }
}

/** ARN of the trail before it is there: bucket, key and role name it. */
export function auditTrailArn(place: Place): string {
  return regionalArn(place, "cloudtrail", `trail/${auditTrailName(place.environment)}`);
}

/** What the key policy must allow so that CloudTrail and CloudWatch Logs can encrypt the trail's events. */
export function trailKeyStatements(place: Place): PolicyStatement[] {
  const trailArn = auditTrailArn(place);
  return [
    {
      Sid: "CloudTrailEncryptsEvents",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "kms:GenerateDataKey*",
      // In a key policy `*` is this key.
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn, "kms:EncryptionContext:aws:cloudtrail:arn": trailArn },
      },
    },
    {
      Sid: "CloudTrailChecksKey",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "kms:DescribeKey",
      // In a key policy `*` is this key.
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    logsEncrypt(place, "LogsEncryptEvents", [auditLogGroupName(place.environment)]),
  ];
}

type EventSelector = aws.types.input.cloudtrail.TrailAdvancedEventSelector;

function objectEvents(bucketArn: pulumi.Input<string>): EventSelector {
  return {
    name: "Objects of the state bucket",
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: ["AWS::S3::Object"] },
      { field: "resources.ARN", startsWiths: [pulumi.interpolate`${bucketArn}/`] },
    ],
  };
}

/** KMS tells of the use of a key among them. A selector could leave KMS out, but not everything else. */
const MANAGEMENT_EVENTS: EventSelector = {
  name: "Management events",
  fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
};

function writeEvents({ accountId, region }: Place, logGroupArn: pulumi.Output<string>): PolicyStatement {
  return {
    Sid: "WriteEvents",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    // CloudTrail's own name for its streams.
    Resource: pulumi.interpolate`${logGroupArn}:log-stream:${accountId}_CloudTrail_${region}*`,
  };
}
