import { DeleteObjectCommand, PutObjectCommand, type S3ServiceException } from "@aws-sdk/client-s3";
import { FleetError } from "../../contracts/errors";
import { checkpointKey, type StackId } from "../layout";
import { readObject, type StateBucket, type StoredObject, writeObject } from "../state-bucket";
import { compressionOf, parseCheckpoint } from "./checkpoint";
import { type CheckpointVersion, currentVersion } from "./versions";

/**
 * Makes `body` the stack's current state, byte for byte, under the name that says its compression. What it replaces
 * stays as a version. Whoever calls holds the stack's lock; what changed in spite of it is noticed all the same.
 *
 * @param replaced what was current when it was decided to restore; absent when nothing was
 * @returns the new current version
 * @throws FleetError `OperationRefused` when something else is current by now, `BackendUnavailable` when S3 refuses to
 * write: nothing was changed
 */
export async function restoreCheckpoint(
  bucket: StateBucket,
  stack: StackId,
  body: Uint8Array,
  replaced: StoredObject | undefined,
): Promise<CheckpointVersion> {
  const current = await currentVersion(bucket, stack);
  if (current?.id !== replaced?.versionId) {
    throw changedMeanwhile(stack, current);
  }
  const key = checkpointKey(stack, compressionOf(body));
  if (!(await write(bucket, stack, key, body, replaced))) {
    throw changedMeanwhile(stack, await currentVersion(bucket, stack));
  }
  if (replaced && replaced.key !== key) {
    // Last, so that there is a checkpoint at every moment.
    await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: replaced.key }));
  }
  return confirmed(bucket, stack, key, body);
}

/**
 * @returns whether nobody else was first
 * @throws FleetError `BackendUnavailable` when S3 refuses, for instance because it may not use the key
 */
async function write(
  bucket: StateBucket,
  { project, stack }: StackId,
  key: string,
  body: Uint8Array,
  replaced: StoredObject | undefined,
): Promise<boolean> {
  try {
    await backUp(bucket, replaced);
    // A name that is not the current one may still hold a checkpoint that Pulumi no longer opens.
    const there = replaced?.key === key ? replaced : await readObject(bucket, key);
    return (
      (await writeObject(bucket, key, body, there ? { etag: there.etag } : { absent: true })) !== undefined
    );
  } catch (error) {
    if ((error as S3ServiceException).$metadata?.httpStatusCode !== 403) {
      throw error;
    }
    throw new FleetError(
      "BackendUnavailable",
      `${project} ${stack} was not restored and is as it was: S3 refuses to write ${key}: ${(error as Error).message}`,
      [],
      { cause: error },
    );
  }
}

/** What Pulumi does before it saves; a checkpoint that cannot be read is no backup, and stays as a version. */
async function backUp(bucket: StateBucket, replaced: StoredObject | undefined): Promise<void> {
  if (!replaced || !isReadable(replaced.body)) {
    return;
  }
  await bucket.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: `${replaced.key}.bak`, Body: replaced.body }),
  );
}

function isReadable(body: Uint8Array): boolean {
  try {
    parseCheckpoint(body);
    return true;
  } catch {
    return false;
  }
}

async function confirmed(
  bucket: StateBucket,
  stack: StackId,
  key: string,
  body: Uint8Array,
): Promise<CheckpointVersion> {
  const current = await currentVersion(bucket, stack);
  const object = current && (await readObject(bucket, current.key, current.id));
  if (!current || !object || current.key !== key || !Buffer.from(body).equals(object.body)) {
    throw new FleetError(
      "CheckpointInvalid",
      `${stack.project} ${stack.stack} was written to ${key}, but something else is current: somebody writes beside the lock`,
    );
  }
  return current;
}

function changedMeanwhile({ project, stack }: StackId, current: CheckpointVersion | undefined): FleetError {
  return new FleetError(
    "OperationRefused",
    `${project} ${stack} was not restored: its current version is ${current?.id ?? "deleted"} by now, so what was shown no longer holds; look at a new dry run`,
  );
}
