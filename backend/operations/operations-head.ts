import { jsonObject } from "../json-object";
import { operationsHeadKey, type StackId } from "../layout";
import { readObject, type StateBucket, writeObject } from "../state-bucket";

/** Which entry of a stack's operations log is the newest. */
export interface OperationsHead {
  readonly sequence: number;
  /** Hash of that entry. */
  readonly hash: string;
}

/** The head as it is stored. */
export interface StoredHead {
  /** Absent when the object is not what we write. */
  readonly head?: OperationsHead;
  readonly etag: string;
}

/** @returns undefined when the stack has none: nothing was logged yet, or somebody deleted it */
export async function readHead(bucket: StateBucket, stack: StackId): Promise<StoredHead | undefined> {
  const object = await readObject(bucket, operationsHeadKey(stack));
  return object && { head: parseHead(object.body), etag: object.etag };
}

/**
 * Puts `head` in the place of `stored`.
 * @returns whether nobody else was first
 */
export async function replaceHead(
  bucket: StateBucket,
  stack: StackId,
  stored: StoredHead | undefined,
  { sequence, hash }: OperationsHead,
): Promise<boolean> {
  const condition = stored ? { etag: stored.etag } : ({ absent: true } as const);
  const body = JSON.stringify({ sequence, hash });
  return (await writeObject(bucket, operationsHeadKey(stack), body, condition)) !== undefined;
}

/** @returns undefined for what is no head */
export function parseHead(body: Uint8Array): OperationsHead | undefined {
  const { sequence, hash } = jsonObject<OperationsHead>(body) ?? {};
  return sequence !== undefined && Number.isSafeInteger(sequence) && typeof hash === "string"
    ? { sequence, hash }
    : undefined;
}
