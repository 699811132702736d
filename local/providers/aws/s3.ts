import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

import type { Properties, ResourceType, ServiceStandIns, Shapes } from "../resource";
import { documentText } from "./attributes";
import { camelCase, pascalCase } from "./letter-case";
import { ifPresent } from "./presence";
import { bucketMetric } from "./s3-bucket-metric";
import { bucketNotification } from "./s3-bucket-notification";
import { tagList, tagMap } from "./tag-lists";

const BUCKET_MISSING = ["NoSuchBucket", "NotFound"];

const bucket: ResourceType = {
  inputs: { bucket: "leaf", forceDestroy: "leaf", objectLockEnabled: "leaf" },
  autoName: "bucket",
  replaceOn: ["bucket", "objectLockEnabled"],
  tagged: true,
  async create(inputs, { aws, region }) {
    const { bucket: Bucket, objectLockEnabled: ObjectLockEnabledForBucket } = inputs;
    await aws.s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket,
        // S3 knows its first region only as the absence of a constraint
        CreateBucketConfiguration:
          region === "us-east-1" ? undefined : { LocationConstraint: region as never },
      }),
    );
    await putTags(aws.s3, Bucket, inputs.tagsAll);
    return { id: Bucket, outputs: namesOf(Bucket, region) };
  },
  async read(Bucket, _known, { aws, region }) {
    if (!(await ifPresent(aws.s3.send(new HeadBucketCommand({ Bucket })), ...BUCKET_MISSING)))
      return undefined;
    const tagging = await ifPresent(aws.s3.send(new GetBucketTaggingCommand({ Bucket })), "NoSuchTagSet");
    return { id: Bucket, outputs: { ...namesOf(Bucket, region), tagsAll: tagMap(tagging?.TagSet) } };
  },
  async update(Bucket, { tagsAll }, _olds, { aws, region }) {
    await putTags(aws.s3, Bucket, tagsAll);
    return namesOf(Bucket, region);
  },
  async delete(Bucket, { forceDestroy }, { aws }) {
    if (forceDestroy) await ifPresent(empty(aws.s3, Bucket), ...BUCKET_MISSING);
    await ifPresent(aws.s3.send(new DeleteBucketCommand({ Bucket })), ...BUCKET_MISSING);
  },
};

function namesOf(name: string, region: string): Properties {
  return {
    bucket: name,
    arn: `arn:aws:s3:::${name}`,
    region,
    bucketRegion: region,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  };
}

async function putTags(
  s3: S3Client,
  Bucket: string,
  tags: Record<string, string> | undefined,
): Promise<void> {
  if (tags) await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagList(tags) } }));
  else await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
}

/** Deletes every version of every object, page by page: what is deleted is not listed again. */
async function empty(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const [failure] = Errors;
    if (failure)
      throw new Error(`cannot delete ${failure.Key} of ${Bucket}: ${failure.Code} ${failure.Message}`);
  }
}

/** A configuration that a bucket has at most one of: put, got and removed as a whole. */
interface BucketSetting {
  readonly inputs: Shapes;
  readonly required?: readonly string[];
  put(s3: S3Client, Bucket: string, inputs: Properties): Promise<unknown>;
  /** The inputs that it now stands for; undefined when there is none. */
  get(s3: S3Client, Bucket: string): Promise<Properties | undefined>;
  remove(s3: S3Client, Bucket: string): Promise<unknown>;
  /** Name of S3's error when there is none. */
  readonly missing?: string;
}

function bucketSetting({ inputs, required = [], put, get, remove, missing }: BucketSetting): ResourceType {
  const absent = [...BUCKET_MISSING, ...(missing ? [missing] : [])];
  return {
    inputs: { bucket: "leaf", ...inputs },
    required: ["bucket", ...required],
    replaceOn: ["bucket"],
    async create(given, { aws }) {
      await put(aws.s3, given.bucket, given);
      return { id: given.bucket, outputs: {} };
    },
    async read(id, _known, { aws }) {
      const found = await ifPresent(get(aws.s3, id), ...absent);
      return found && { id, outputs: { bucket: id, ...found } };
    },
    async update(id, news, _olds, { aws }) {
      await put(aws.s3, id, news);
      return {};
    },
    async delete(id, _known, { aws }) {
      await ifPresent(remove(aws.s3, id), ...absent);
    },
  };
}

const versioning = bucketSetting({
  inputs: { versioningConfiguration: { status: "leaf" } },
  required: ["versioningConfiguration"],
  put: (s3, Bucket, { versioningConfiguration }) =>
    s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: pascalCase(versioningConfiguration),
      }),
    ),
  get: async (s3, Bucket) => {
    const { Status: status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    return status && { versioningConfiguration: { status } };
  },
  // versioning cannot be taken back, only suspended
  remove: (s3, Bucket) =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } })),
});

const encryptionNames = { sseAlgorithm: "SSEAlgorithm", kmsMasterKeyId: "KMSMasterKeyID" };

const encryption = bucketSetting({
  inputs: {
    rules: {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "leaf", kmsMasterKeyId: "leaf" },
      bucketKeyEnabled: "leaf",
    },
  },
  required: ["rules"],
  put: (s3, Bucket, { rules }) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: pascalCase(rules, encryptionNames) },
      }),
    ),
  get: async (s3, Bucket) => {
    const { ServerSideEncryptionConfiguration: configuration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    return { rules: camelCase(configuration?.Rules ?? [], encryptionNames) };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketEncryptionCommand({ Bucket })),
  missing: "ServerSideEncryptionConfigurationNotFoundError",
});

const publicAccessBlock = bucketSetting({
  inputs: {
    blockPublicAcls: "leaf",
    blockPublicPolicy: "leaf",
    ignorePublicAcls: "leaf",
    restrictPublicBuckets: "leaf",
  },
  put: (s3, Bucket, { blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets }) =>
    s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: blockPublicAcls ?? false,
          BlockPublicPolicy: blockPublicPolicy ?? false,
          IgnorePublicAcls: ignorePublicAcls ?? false,
          RestrictPublicBuckets: restrictPublicBuckets ?? false,
        },
      }),
    ),
  get: async (s3, Bucket) => {
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    return PublicAccessBlockConfiguration && camelCase(PublicAccessBlockConfiguration);
  },
  remove: (s3, Bucket) => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
  missing: "NoSuchPublicAccessBlockConfiguration",
});

const ownershipControls = bucketSetting({
  inputs: { rule: { objectOwnership: "leaf" } },
  required: ["rule"],
  put: (s3, Bucket, { rule }) =>
    s3.send(
      new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [pascalCase(rule)] } }),
    ),
  get: async (s3, Bucket) => {
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    return { rule: camelCase(OwnershipControls?.Rules?.[0]) };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
  missing: "OwnershipControlsNotFoundError",
});

const policy = bucketSetting({
  inputs: { policy: "leaf" },
  required: ["policy"],
  put: (s3, Bucket, inputs) =>
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: documentText(inputs.policy) })),
  get: async (s3, Bucket) => ({ policy: (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy }),
  remove: (s3, Bucket) => s3.send(new DeleteBucketPolicyCommand({ Bucket })),
  missing: "NoSuchBucketPolicy",
});

const lifecycleNames = { id: "ID" };

const lifecycle = bucketSetting({
  inputs: {
    rules: {
      id: "leaf",
      status: "leaf",
      filter: {
        prefix: "leaf",
        objectSizeGreaterThan: "leaf",
        objectSizeLessThan: "leaf",
        tag: { key: "leaf", value: "leaf" },
      },
      abortIncompleteMultipartUpload: { daysAfterInitiation: "leaf" },
      expiration: { days: "leaf", expiredObjectDeleteMarker: "leaf" },
      noncurrentVersionExpiration: { noncurrentDays: "leaf", newerNoncurrentVersions: "leaf" },
      noncurrentVersionTransitions: {
        noncurrentDays: "leaf",
        newerNoncurrentVersions: "leaf",
        storageClass: "leaf",
      },
      transitions: { days: "leaf", storageClass: "leaf" },
    },
  },
  required: ["rules"],
  put: (s3, Bucket, { rules }) =>
    s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: rules.map((rule: Properties) => ({
            Filter: { Prefix: "" },
            ...pascalCase(rule, lifecycleNames),
          })),
        },
      }),
    ),
  get: async (s3, Bucket) => {
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    return { rules: camelCase(Rules ?? [], lifecycleNames) };
  },
  remove: (s3, Bucket) => s3.send(new DeleteBucketLifecycleCommand({ Bucket })),
  missing: "NoSuchLifecycleConfiguration",
});

const logging = bucketSetting({
  inputs: { targetBucket: "leaf", targetPrefix: "leaf" },
  required: ["targetBucket", "targetPrefix"],
  put: (s3, Bucket, { targetBucket: TargetBucket, targetPrefix: TargetPrefix }) =>
    s3.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix } },
      }),
    ),
  get: async (s3, Bucket) => {
    const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
    return LoggingEnabled && camelCase(LoggingEnabled);
  },
  remove: (s3, Bucket) => s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
});

/** S3. A bucket's own settings are left to the types for them, so that each setting has one owner. */
export const s3: ServiceStandIns = {
  resources: {
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketVersioning:BucketVersioning": versioning,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": publicAccessBlock,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ownershipControls,
    "aws:s3/bucketPolicy:BucketPolicy": policy,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
    "aws:s3/bucketLogging:BucketLogging": logging,
    "aws:s3/bucketMetric:BucketMetric": bucketMetric,
    "aws:s3/bucketNotification:BucketNotification": bucketNotification,
  },
};
