import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";

/**
 * Deletes every version of every object: only then does AWS delete the bucket. Its policy goes first, which lets
 * nobody delete the operations log.
 */
export async function emptyBucket(
  context: Context,
  { region }: EnvironmentBackend,
  bucket: string,
): Promise<void> {
  const { DeleteBucketPolicyCommand, DeleteObjectsCommand, ListObjectVersionsCommand } =
    require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const { s3 } = context.clients(region);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  let count = 0;
  for (;;) {
    // Always the first page: what was on it before is deleted.
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length === 0) {
      break;
    }
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
    );
    if (Errors.length > 0) {
      throw new FleetError(
        "DeploymentFailed",
        `bucket ${bucket} cannot be emptied`,
        Errors.map(({ Key, Code, Message }) => `${Key}: ${Code} ${Message}`),
      );
    }
    count += objects.length;
  }
  context.output.line(`bucket ${bucket}: ${count} object versions deleted`);
}
