import type { Project } from "../../contracts/environment";
import { PULUMI_PROJECT } from "../../contracts/environment";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** A lock that somebody holds on a stack. */
export interface StackLock {
  readonly project: Project;
  readonly stack: string;
  /** Object in the state bucket. */
  readonly key: string;
  /** Absent when the object is not what Pulumi writes. */
  readonly holder?: LockHolder;
}

export interface LockHolder {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** The locks of a project's stacks in the environment's bucket, or of one stack. */
export async function readLocks(
  context: Context,
  backend: EnvironmentBackend,
  project: Project,
  stack?: string,
): Promise<readonly StackLock[]> {
  const { GetObjectCommand, paginateListObjectsV2 } =
    require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const { s3 } = context.clients(backend.region);
  const prefix = `.pulumi/locks/organization/${PULUMI_PROJECT[project]}/${stack === undefined ? "" : `${stack}/`}`;
  const locks: StackLock[] = [];
  for await (const page of paginateListObjectsV2(
    { client: s3 },
    { Bucket: backend.bucketName, Prefix: prefix },
  )) {
    for (const { Key: key = "" } of page.Contents ?? []) {
      const object = await s3.send(new GetObjectCommand({ Bucket: backend.bucketName, Key: key }));
      const [name = ""] = key.split("/").slice(-2);
      locks.push({
        project,
        stack: name,
        key,
        holder: parseHolder((await object.Body?.transformToString()) ?? ""),
      });
    }
  }
  return locks;
}

/** `lock` in words: who holds it and since when. */
export function describeLock(lock: StackLock): string {
  const { holder } = lock;
  return holder
    ? `${lock.project} ${lock.stack} is locked by ${holder.username} on ${holder.hostname} (process ${holder.pid}) since ${holder.timestamp}`
    : `${lock.project} ${lock.stack} has a lock that cannot be read: look at ${lock.key} in the state bucket`;
}

/** The holder that a lock object names; undefined when it is malformed. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, username, hostname, timestamp } = JSON.parse(text) as Partial<LockHolder>;
    return typeof pid === "number" && username && hostname && timestamp
      ? { pid, username, hostname, timestamp }
      : undefined;
  } catch {
    return undefined;
  }
}
