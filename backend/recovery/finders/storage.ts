import { collect, type Finders, foundIds, madeFromInputs, search, unlessMissing } from "../finder";

/** S3, DynamoDB, KMS and ECR: what holds data, and the settings of it. */
export const storageFinders: Finders = {
  "aws:s3/bucket:Bucket": search(async ({ clients: { s3 }, inputs }) => {
    const { HeadBucketCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
    const name = String(inputs.bucket);
    const answer = await unlessMissing(
      s3.send(new HeadBucketCommand({ Bucket: name })),
      "NotFound",
      "NoSuchBucket",
    );
    return foundIds([answer && name]);
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": madeFromInputs("", "bucket"),
  "aws:s3/bucketLogging:BucketLogging": madeFromInputs("", "bucket"),
  "aws:s3/bucketMetric:BucketMetric": madeFromInputs(":", "bucket", "name"),
  "aws:s3/bucketNotification:BucketNotification": madeFromInputs("", "bucket"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": madeFromInputs("", "bucket"),
  "aws:s3/bucketPolicy:BucketPolicy": madeFromInputs("", "bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": madeFromInputs("", "bucket"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": madeFromInputs(
    "",
    "bucket",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": madeFromInputs("", "bucket"),
  "aws:dynamodb/table:Table": madeFromInputs("", "name"),
  "aws:ecr/repository:Repository": madeFromInputs("", "name"),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": madeFromInputs("", "repository"),
  "aws:kms/alias:Alias": madeFromInputs("", "name"),
  // A key has no name, and no list of keys can be asked for by tags: each is looked at.
  "aws:kms/key:Key": search(async ({ clients: { kms }, inputs, tags }) => {
    const { DescribeKeyCommand, ListResourceTagsCommand, paginateListKeys } =
      require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
    const keys = await collect(paginateListKeys({ client: kms }, {}), (page) => page.Keys);
    const found: (string | undefined)[] = [];
    for (const { KeyId } of keys) {
      const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
      const alive = key?.KeyManager === "CUSTOMER" && !key.KeyState?.startsWith("Pending");
      if (!alive || (inputs.description !== undefined && key.Description !== inputs.description)) {
        continue;
      }
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      const has = new Map(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
      if (Object.entries(tags).every(([name, value]) => has.get(name) === value)) {
        found.push(KeyId);
      }
    }
    return foundIds(found);
  }),
};
