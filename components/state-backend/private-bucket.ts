import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../access/policy-document";

export interface PrivateBucketArgs {
  /** Physical name; global, so it holds account and region. */
  readonly bucketName: string;
  /**
   * ARN of the KMS key that encrypts objects.
   * @default S3's own key, the only one that server access logs can be delivered with
   */
  readonly keyArn?: pulumi.Input<string>;
  /**
   * Days after which an object that is still current expires.
   * @default never
   */
  readonly expireAfterDays?: number;
  /** Days that a replaced or deleted version stays. */
  readonly noncurrentVersionDays: number;
  /** Statements of the bucket policy besides "TLS only"; given the bucket's ARN. */
  readonly statements?: (bucketArn: pulumi.Output<string>) => readonly PolicyStatement[];
  /**
   * Whether Pulumi refuses to delete the bucket.
   * @default true
   */
  readonly protect?: boolean;
}

/** Days after which the parts of an upload that nobody completed are deleted. */
const ABORT_UPLOAD_DAYS = 7;

/** A versioned, encrypted bucket that no public policy or ACL can open and that only answers over TLS 1.2. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:PrivateBucket", name, {}, options);
    const { protect = true } = args;

    const bucket = new aws.s3.Bucket(
      name,
      { bucket: args.bucketName, tags: { Name: args.bucketName } },
      { parent: this, protect },
    );
    const ownership = new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket: bucket.id, rules: [encryptionRule(args.keyArn)] },
      { parent: this },
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.id, rules: lifecycleRules(args) },
      // S3 rejects rules for noncurrent versions of a bucket that has no versions.
      { parent: this, dependsOn: [versioning] },
    );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        bucket: bucket.id,
        policy: policyDocument([...tlsOnly(bucket.arn), ...(args.statements?.(bucket.arn) ?? [])]),
      },
      // S3 answers a policy and a public access block that arrive at the same time with a conflict.
      { parent: this, dependsOn: [publicAccess] },
    );

    // Nothing may be written before the bucket is closed, encrypted and versioned.
    const ready = pulumi.all([ownership.id, encryption.id, versioning.id, policy.id]);
    this.bucketName = pulumi.all([bucket.id, ready]).apply(([id]) => id);
    this.bucketArn = pulumi.all([bucket.arn, ready]).apply(([arn]) => arn);
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }
}

type EncryptionRule = aws.types.input.s3.BucketServerSideEncryptionConfigurationRule;
type LifecycleRule = aws.types.input.s3.BucketLifecycleConfigurationRule;

function encryptionRule(keyArn: pulumi.Input<string> | undefined): EncryptionRule {
  if (keyArn === undefined) {
    return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  }
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
    // One KMS call per bucket and hour instead of one per object.
    bucketKeyEnabled: true,
  };
}

function lifecycleRules(args: PrivateBucketArgs): LifecycleRule[] {
  return [
    {
      id: "old-versions",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: args.noncurrentVersionDays },
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_UPLOAD_DAYS },
      ...(args.expireAfterDays !== undefined && { expiration: { days: args.expireAfterDays } }),
    },
  ];
}

function tlsOnly(bucketArn: pulumi.Output<string>): PolicyStatement[] {
  const everything = [bucketArn, pulumi.interpolate`${bucketArn}/*`];
  return [
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
  ];
}
