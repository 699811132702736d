import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { PROJECTS, type Project, PULUMI_PROJECT } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { lockPrefix, projectLockPrefix, type StackId } from "../layout";
import { listObjects, readObject, type StateBucket, writeObject } from "../state-bucket";

/** Pulumi's own locks: an object for each run that holds, or tries to get, a stack. */

/** A lock that somebody holds on a stack. */
export interface StackLock extends StackId {
  /** Object in the state bucket. */
  readonly key: string;
  /** Absent when the object is not what Pulumi writes. */
  readonly holder?: LockHolder;
}

/** What Pulumi writes into a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** The locks of one stack, of all stacks of one project, or of all projects. */
export async function listLocks(
  bucket: StateBucket,
  of: StackId | { readonly project?: Project } = {},
): Promise<readonly StackLock[]> {
  const locks = await Promise.all((await lockKeys(bucket, of)).map((key) => readLock(bucket, key)));
  return locks.filter((lock) => lock !== undefined);
}

/** The objects of these locks, without a look into them. */
export async function lockKeys(
  bucket: StateBucket,
  of: StackId | { readonly project?: Project },
): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, prefixOf(of))) {
    if (stackOfLock(key)) {
      keys.push(key);
    }
  }
  return keys;
}

/** @returns undefined when it was released in the meantime */
export async function readLock(bucket: StateBucket, key: string): Promise<StackLock | undefined> {
  const stack = stackOfLock(key);
  const object = stack && (await readObject(bucket, key));
  return object && { ...stack, key, holder: parseLock(Buffer.from(object.body).toString("utf8")) };
}

/**
 * Locks the stack as Pulumi does, so that no `pulumi up` starts meanwhile: looks for others, puts its own lock, and
 * takes it away again when another one came at the same time.
 * @throws FleetError `StackLocked`
 */
export async function takeLock(bucket: StateBucket, stack: StackId): Promise<StackLock> {
  refuseBeside(await listLocks(bucket, stack), stack);
  const holder: LockHolder = {
    pid: process.pid,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: new Date().toISOString(),
  };
  const key = `${lockPrefix(stack)}${randomUUID()}.json`;
  const lock: StackLock = { ...stack, key, holder };
  await putLock(bucket, lock);
  try {
    const others = (await listLocks(bucket, stack)).filter((other) => other.key !== key);
    refuseBeside(others, stack);
  } catch (error) {
    await releaseLock(bucket, lock);
    throw error;
  }
  return lock;
}

/** Writes a lock that is not there; one that is there stays as it is. */
export async function putLock(bucket: StateBucket, { key, holder }: StackLock): Promise<void> {
  await writeObject(bucket, key, JSON.stringify(holder), { absent: true });
}

/** Takes the lock away; one that is gone already is no error. */
export async function releaseLock(bucket: StateBucket, { key }: Pick<StackLock, "key">): Promise<void> {
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }));
}

/** `lock` in words: who holds it and since when. */
export function describeLock({ project, stack, key, holder }: StackLock): string {
  return holder
    ? `${project} ${stack} is locked by ${holder.username} on ${holder.hostname} (process ${holder.pid}) since ${holder.timestamp}`
    : `${project} ${stack} has a lock that cannot be read: look at ${key} in the state bucket`;
}

/** The holder that a lock object names; undefined when it is malformed. */
export function parseLock(text: string): LockHolder | undefined {
  try {
    const { pid, username, hostname, timestamp } = JSON.parse(text) as Partial<LockHolder>;
    return typeof pid === "number" && username && hostname && timestamp
      ? { pid, username, hostname, timestamp }
      : undefined;
  } catch {
    return undefined;
  }
}

function refuseBeside(locks: readonly StackLock[], { project, stack }: StackId): void {
  if (locks.length > 0) {
    throw new FleetError(
      "StackLocked",
      `${project} ${stack} is locked: wait for its owner, or look at it with \`fleet lock list\``,
      locks.map(describeLock),
    );
  }
}

function prefixOf(of: StackId | { readonly project?: Project }): string {
  if ("stack" in of) {
    return lockPrefix(of);
  }
  return of.project === undefined ? ALL_LOCKS : projectLockPrefix(of.project);
}

const ALL_LOCKS = ".pulumi/locks/";

function stackOfLock(key: string): StackId | undefined {
  const [, folder = "", stack = ""] =
    /^\.pulumi\/locks\/organization\/([^/]+)\/([^/]+)\/[^/]+\.json$/.exec(key) ?? [];
  const project = PROJECTS.find((candidate) => PULUMI_PROJECT[candidate] === folder);
  return project && { project, stack };
}
