import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { WORKSPACES, workspaceKey } from "../layout";
import { listObjects, readObject, type StateBucket, type StoredObject, writeObject } from "../state-bucket";
import { parseWorkspace, type WorkspaceRecord } from "./workspace-record";

/** A record as it was read. */
export interface StoredWorkspace {
  readonly key: string;
  readonly etag: string;
  /** Undefined when the object is no record. */
  readonly record?: WorkspaceRecord;
}

/** What of a record can change. */
export type WorkspaceChange = Partial<
  Pick<WorkspaceRecord, "status" | "expires" | "warned" | "config" | "reason">
>;

/** What tells a workspace from an earlier or later one of its name, which has the same id. */
export type WorkspaceIdentity = Pick<WorkspaceRecord, "name" | "created">;

/** Whether they are the same workspace, whatever else has changed. */
export function isSame(left: WorkspaceIdentity, right: WorkspaceIdentity): boolean {
  return left.name === right.name && left.created === right.created;
}

/** @returns undefined when there is no workspace of that name */
export async function readWorkspace(bucket: StateBucket, name: string): Promise<StoredWorkspace | undefined> {
  const object = await readObject(bucket, workspaceKey(name));
  return object && stored(object);
}

/** All workspaces of the environment, in the order of their names. */
export async function listWorkspaces(bucket: StateBucket): Promise<readonly StoredWorkspace[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, WORKSPACES)) {
    keys.push(key);
  }
  const objects = await Promise.all(keys.map((key) => readObject(bucket, key)));
  return objects.filter((object) => object !== undefined).map(stored);
}

/** @returns undefined when the name was taken meanwhile */
export async function addWorkspace(
  bucket: StateBucket,
  record: WorkspaceRecord,
): Promise<StoredWorkspace | undefined> {
  const key = workspaceKey(record.name);
  const etag = await writeObject(bucket, key, JSON.stringify(record), { absent: true });
  return etag === undefined ? undefined : { key, etag, record };
}

/**
 * Changes the record of the workspace that was created then, on top of what others change meanwhile.
 * @returns undefined when it is gone, also when another of its name has come
 */
export async function changeWorkspace(
  bucket: StateBucket,
  workspace: WorkspaceIdentity,
  change: WorkspaceChange | ((record: WorkspaceRecord) => WorkspaceChange),
): Promise<StoredWorkspace | undefined> {
  for (;;) {
    const current = await readWorkspace(bucket, workspace.name);
    if (!current?.record || !isSame(current.record, workspace)) {
      return undefined;
    }
    const { reason: _, ...rest } = current.record;
    const record = { ...rest, ...(typeof change === "function" ? change(current.record) : change) };
    const etag = await writeObject(bucket, current.key, JSON.stringify(record), { etag: current.etag });
    if (etag !== undefined) {
      return { key: current.key, etag, record };
    }
  }
}

/** Forgets a workspace. Only for who holds the lease on its stack: S3 deletes without looking. */
export async function removeWorkspace(bucket: StateBucket, { name }: WorkspaceRecord): Promise<void> {
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: workspaceKey(name) }));
}

function stored({ key, etag, body }: StoredObject): StoredWorkspace {
  return { key, etag, record: parseWorkspace(body) };
}
