import { belongsTo, joined, type ResourceTypes } from "../resource-type";

const base = belongsTo("base");
const BUCKET = [["bucket"]] as const;

/** What holds data, and the settings of it. */
export const storageTypes: ResourceTypes = {
  aws_dynamodb_table: base("aws:dynamodb/table:Table", [["name"]]),
  aws_ecr_repository: base("aws:ecr/repository:Repository", [["name"]], { importId: joined("", "name") }),
  aws_ecr_lifecycle_policy: base("aws:ecr/lifecyclePolicy:LifecyclePolicy", [["repository"]], {
    importId: joined("", "repository"),
  }),
  aws_ecr_repository_policy: base("aws:ecr/repositoryPolicy:RepositoryPolicy", [["repository"]], {
    importId: joined("", "repository"),
  }),
  aws_s3_bucket: base("aws:s3/bucket:Bucket", BUCKET),
  aws_s3_bucket_lifecycle_configuration: base(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    BUCKET,
  ),
  aws_s3_bucket_logging: base("aws:s3/bucketLogging:BucketLogging", BUCKET),
  aws_s3_bucket_metric: base("aws:s3/bucketMetric:BucketMetric", [["bucket", "name"]], {
    importId: joined(":", "bucket", "name"),
  }),
  aws_s3_bucket_notification: base("aws:s3/bucketNotification:BucketNotification", BUCKET),
  aws_s3_bucket_ownership_controls: base("aws:s3/bucketOwnershipControls:BucketOwnershipControls", BUCKET),
  aws_s3_bucket_policy: base("aws:s3/bucketPolicy:BucketPolicy", BUCKET),
  aws_s3_bucket_public_access_block: base("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", BUCKET),
  aws_s3_bucket_server_side_encryption_configuration: base(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    BUCKET,
  ),
  aws_s3_bucket_versioning: base("aws:s3/bucketVersioning:BucketVersioning", BUCKET),
};
