import { randomBytes } from "node:crypto";
import type { CreateBucketCommandInput } from "@aws-sdk/client-s3";
import type { StateBucket } from "../../backend/state-bucket";
import { FleetError } from "../../contracts/errors";
import { drillBucketPrefix } from "../../contracts/names";
import { emptyBucket } from "../commands/project/empty-bucket";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";

/** Age of a scratch bucket, in milliseconds, from which on no drill can still be using it. */
const LEFT_BEHIND = 6 * 60 * 60 * 1000;

/**
 * Runs `work` with a bucket that is like the state bucket, versioned and encrypted with the same key, and deletes it
 * whatever happens. What a killed drill has left is deleted first.
 */
export async function withScratchBucket<Result>(
  context: Context,
  backend: EnvironmentBackend,
  work: (bucket: StateBucket) => Promise<Result>,
): Promise<Result> {
  await removeLeftBehind(context, backend);
  const name = `${namePrefix(backend)}${randomBytes(4).toString("hex")}`;
  const { s3 } = context.clients(backend.region);
  await createBucket(context, backend, name);
  try {
    await configureBucket(context, backend, name);
    return await work({ s3, name });
  } finally {
    await removeBucket(context, backend, name);
  }
}

function namePrefix({ environment, accountId, region }: EnvironmentBackend): string {
  return drillBucketPrefix(environment, accountId, region);
}

async function createBucket(context: Context, { region }: EnvironmentBackend, Bucket: string): Promise<void> {
  const { CreateBucketCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  // S3's oldest region has no name here.
  const location =
    region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
  try {
    await context
      .clients(region)
      .s3.send(new CreateBucketCommand({ Bucket, ...location } as CreateBucketCommandInput));
  } catch (error) {
    throw new FleetError(
      "BackendUnavailable",
      `scratch bucket ${Bucket} cannot be created: ${(error as Error).message}; a drill creates, fills and deletes a bucket of that name`,
      [],
      { cause: error },
    );
  }
}

async function configureBucket(
  context: Context,
  { region, accountId, keyAlias }: EnvironmentBackend,
  Bucket: string,
): Promise<void> {
  const { PutBucketEncryptionCommand, PutBucketVersioningCommand, PutPublicAccessBlockCommand } =
    require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const { s3 } = context.clients(region);
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: "aws:kms",
              KMSMasterKeyID: `arn:aws:kms:${region}:${accountId}:${keyAlias}`,
            },
            BucketKeyEnabled: true,
          },
        ],
      },
    }),
  );
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
}

async function removeBucket(context: Context, backend: EnvironmentBackend, Bucket: string): Promise<void> {
  const { DeleteBucketCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  await emptyBucket(context, backend, Bucket);
  await context.clients(backend.region).s3.send(new DeleteBucketCommand({ Bucket }));
}

async function removeLeftBehind(context: Context, backend: EnvironmentBackend): Promise<void> {
  const { ListBucketsCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const { Buckets = [] } = await context.clients(backend.region).s3.send(new ListBucketsCommand({}));
  const before = context.clock.now().getTime() - LEFT_BEHIND;
  for (const { Name = "", CreationDate } of Buckets) {
    if (Name.startsWith(namePrefix(backend)) && CreationDate && CreationDate.getTime() < before) {
      context.output.line(`deleting ${Name}, which a killed drill has left`);
      await removeBucket(context, backend, Name);
    }
  }
}
