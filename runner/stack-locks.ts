import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { PULUMI_PROJECT } from "../contracts/environment";
import { FleetError } from "../contracts/errors";

/** One of the objects by which Pulumi's self-managed backend locks a stack. */
export interface StackLock {
  readonly key: string;
  /** Who made it and when, as Pulumi wrote it. */
  readonly owner: string;
  /** The request and attempt that marked it; absent for a person's lock. */
  readonly mark?: LockMark;
}

/** Says of a lock which run of the runner made it. Pulumi's own content names only user, host and process. */
export interface LockMark {
  readonly request: string;
  /** Digest of the task token: one per attempt. */
  readonly attempt: string;
}

const REQUEST_TAG = "fleet-request";
const ATTEMPT_TAG = "fleet-attempt";

export function lockMark(id: string, taskToken: string): LockMark {
  return { request: id, attempt: createHash("sha256").update(taskToken).digest("hex").slice(0, 32) };
}

/**
 * The bucket of a backend address `s3://<bucket>?region=<region>`.
 * @throws FleetError `InvalidConfiguration`
 */
export function backendBucket(backendUrl: string): string {
  const bucket = /^s3:\/\/([a-z0-9.-]+)(?:\?|$)/.exec(backendUrl)?.[1];
  if (bucket === undefined) {
    throw new FleetError(
      "InvalidConfiguration",
      `backend ${JSON.stringify(backendUrl)} is not allowed: use s3://<bucket>?region=<region>`,
    );
  }
  return bucket;
}

/** The locks of one enclave's stack. */
export class StackLocks {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(s3: S3Client, bucket: string, stack: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#prefix = `.pulumi/locks/organization/${PULUMI_PROJECT.enclave}/${stack}/`;
  }

  async list(): Promise<StackLock[]> {
    const { Contents: objects = [] } = await this.#s3.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix }),
    );
    const locks = await Promise.all(objects.map(({ Key: key = "" }) => this.#read(key)));
    return locks.filter((lock) => lock !== undefined);
  }

  /**
   * Marks the stack's lock as `mark`'s. Call it while the engine holds the lock: then it is the only one, but for
   * contenders that put theirs, see ours and take theirs away again.
   *
   * @returns false when it cannot be told which lock is ours, so none was marked
   */
  async claim(mark: LockMark): Promise<boolean> {
    const unmarked = (await this.list()).filter((lock) => lock.mark === undefined);
    const [lock] = unmarked;
    if (lock === undefined || unmarked.length > 1) {
      return false;
    }
    await this.#s3.send(
      new PutObjectTaggingCommand({
        Bucket: this.#bucket,
        Key: lock.key,
        Tagging: {
          TagSet: [
            { Key: REQUEST_TAG, Value: mark.request },
            { Key: ATTEMPT_TAG, Value: mark.attempt },
          ],
        },
      }),
    );
    return true;
  }

  async release(lock: StackLock): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: lock.key }));
  }

  /** @returns undefined when the lock was released in the meantime */
  async #read(key: string): Promise<StackLock | undefined> {
    const object = { Bucket: this.#bucket, Key: key };
    try {
      const [content, { TagSet: tags = [] }] = await Promise.all([
        this.#s3.send(new GetObjectCommand(object)),
        this.#s3.send(new GetObjectTaggingCommand(object)),
      ]);
      const tag = (name: string) => tags.find((candidate) => candidate.Key === name)?.Value;
      const [request, attempt] = [tag(REQUEST_TAG), tag(ATTEMPT_TAG)];
      const owner = ownerOf((await content.Body?.transformToString()) ?? "");
      return { key, owner, ...(request && attempt && { mark: { request, attempt } }) };
    } catch (error) {
      if (error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound")) {
        return undefined;
      }
      throw error;
    }
  }
}

function ownerOf(content: string): string {
  try {
    const { username, hostname, pid, timestamp } = JSON.parse(content);
    return `${username}@${hostname} (pid ${pid}) since ${timestamp}`;
  } catch {
    return "somebody whose lock is not readable";
  }
}
