import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../access/policy-document";
import { PrivateBucket } from "./private-bucket";

export interface StateBucketArgs {
  readonly bucketName: string;
  readonly keyArn: pulumi.Input<string>;
  /** Bucket that gets the access logs, under the prefix `<bucketName>/`. */
  readonly logBucketName: pulumi.Input<string>;
  /** Days that an older version of a checkpoint can be restored. */
  readonly noncurrentVersionDays: number;
  /**
   * Whether Pulumi refuses to delete the bucket.
   * @default true
   */
  readonly protect?: boolean;
}

/** Pulumi's self-managed backend: checkpoints, history and locks. */
export class StateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: StateBucketArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:StateBucket", name, {}, options);

    const bucket = new PrivateBucket(
      name,
      {
        bucketName: args.bucketName,
        keyArn: args.keyArn,
        noncurrentVersionDays: args.noncurrentVersionDays,
        statements: (bucketArn) => [
          ...wrongEncryption(bucketArn, args.keyArn),
          ...appendOnlyOperations(bucketArn),
        ],
        protect: args.protect,
      },
      { parent: this },
    );
    new aws.s3.BucketLogging(
      `${name}-logging`,
      {
        bucket: bucket.bucketName,
        targetBucket: args.logBucketName,
        targetPrefix: `${args.bucketName}/`,
      },
      { parent: this },
    );

    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.bucketArn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }
}

/**
 * Denies *wrong* encryption. A put without any header gets the bucket's default, our key, and must be allowed:
 * Pulumi sends none.
 */
function wrongEncryption(bucketArn: pulumi.Output<string>, keyArn: pulumi.Input<string>): PolicyStatement[] {
  const put = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${bucketArn}/*`,
  } as const;
  return [
    {
      ...put,
      Sid: "DenyOtherAlgorithm",
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      },
    },
    {
      ...put,
      Sid: "DenyOtherKey",
      // Also when no key is named: S3 then takes the account's `aws/s3` key, not the bucket's.
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": keyArn },
      },
    },
    {
      ...put,
      Sid: "DenyCustomerProvidedKey",
      Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
    },
  ];
}

/**
 * Keeps everybody, administrators too, from changing the operations log and promotions: these are only ever added
 * to. Whoever takes these statements away does so in CloudTrail's sight.
 */
function appendOnlyOperations(bucketArn: pulumi.Output<string>): PolicyStatement[] {
  const entries = pulumi.interpolate`${bucketArn}/.fleet/operations/*`;
  const heads = pulumi.interpolate`${bucketArn}/.fleet/operation-heads/*`;
  const promotions = pulumi.interpolate`${bucketArn}/.fleet/promotions/*`;
  const everybody = { Effect: "Deny", Principal: "*" } as const;
  return [
    {
      ...everybody,
      Sid: "DenyDeletingOperations",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: [entries, heads, promotions],
    },
    {
      ...everybody,
      Sid: "DenyRewritingOperations",
      Action: "s3:PutObject",
      Resource: [entries, promotions],
      // S3 takes no value but `*` in this header: only what is not there yet can be written.
      Condition: { Null: { "s3:if-none-match": "true" } },
    },
    {
      ...everybody,
      Sid: "DenyBlindOperationHeads",
      Action: "s3:PutObject",
      Resource: heads,
      Condition: { Null: { "s3:if-match": "true", "s3:if-none-match": "true" } },
    },
  ];
}
