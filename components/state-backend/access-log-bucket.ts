import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../access/policy-document";
import { PrivateBucket } from "./private-bucket";

export interface AccessLogBucketArgs {
  readonly bucketName: string;
  /** Account whose buckets may send their logs here. */
  readonly accountId: string;
  /** Name of the bucket that is logged. */
  readonly sourceBucketName: string;
  /**
   * ARN of the trail that delivers here, below `AWSLogs/`.
   * @default none does
   */
  readonly trailArn?: string;
  /** Days that a log is kept. */
  readonly retentionDays: number;
  /**
   * Whether Pulumi refuses to delete the bucket.
   * @default true
   */
  readonly protect?: boolean;
}

/** Where S3 and CloudTrail write who touched the state bucket. */
export class AccessLogBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: AccessLogBucketArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:AccessLogBucket", name, {}, options);

    const bucket = new PrivateBucket(
      name,
      {
        bucketName: args.bucketName,
        expireAfterDays: args.retentionDays,
        noncurrentVersionDays: args.retentionDays,
        statements: (bucketArn) => [
          logDelivery(bucketArn, args),
          ...(args.trailArn === undefined ? [] : trailDelivery(bucketArn, args.accountId, args.trailArn)),
        ],
        protect: args.protect,
      },
      { parent: this },
    );

    this.bucketName = bucket.bucketName;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

function logDelivery(bucketArn: pulumi.Output<string>, args: AccessLogBucketArgs): PolicyStatement {
  return {
    Sid: "S3DeliversAccessLogs",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${bucketArn}/*`,
    Condition: {
      StringEquals: { "aws:SourceAccount": args.accountId },
      ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${args.sourceBucketName}` },
    },
  };
}

/** What CloudTrail looks for before it delivers, for one trail alone. */
function trailDelivery(
  bucketArn: pulumi.Output<string>,
  accountId: string,
  trailArn: string,
): PolicyStatement[] {
  const trail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } } as const;
  return [
    {
      ...trail,
      Sid: "CloudTrailChecksBucket",
      Action: "s3:GetBucketAcl",
      Resource: bucketArn,
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    {
      ...trail,
      Sid: "CloudTrailDeliversEvents",
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
}
