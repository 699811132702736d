import { setTimeout as sleep } from "node:timers/promises";
import { operationKey, operationSequence, operationsPrefix, type StackId } from "../layout";
import { listObjects, readObject, type StateBucket, writeObject } from "../state-bucket";
import type { LogFinding } from "./operation-chain";
import {
  type LoggedOperation,
  type OperationEntry,
  parseEntry,
  sealEntry,
  serializeEntry,
} from "./operation-entry";
import { type OperationsHead, readHead, replaceHead, type StoredHead } from "./operations-head";
import { readOperations } from "./read-operations";
import { verifyOperations } from "./verify-operations";

/** Writers that an append lets go first before it gives up, and the longest pause between, in milliseconds. */
const TRIES = 100;
const PAUSE = 50;

/**
 * What was done on one stack: objects that are written once and never changed, each with the hash of the one before.
 * The head says which is the newest: a removed end shows, and a writer need not list.
 */
export class OperationsLog {
  readonly #bucket: StateBucket;
  readonly #stack: StackId;

  constructor(bucket: StateBucket, stack: StackId) {
    this.#bucket = bucket;
    this.#stack = stack;
  }

  /**
   * Adds an entry after the newest one, whoever else writes at the same time.
   * @throws Error when others were first each time
   */
  async append(operation: LoggedOperation): Promise<OperationEntry> {
    const stored = await readHead(this.#bucket, this.#stack);
    let newest = stored?.head ?? (await this.#lastListed());
    for (let tries = 0; tries < TRIES; tries++) {
      const entry = sealEntry(this.#stack, (newest?.sequence ?? 0) + 1, newest?.hash ?? null, operation);
      const key = operationKey(this.#stack, entry.sequence);
      if ((await writeObject(this.#bucket, key, serializeEntry(entry), { absent: true })) !== undefined) {
        await this.#advanceHead(stored, entry);
        return entry;
      }
      // Another writer was first, or was killed before it could move the head.
      newest = (await this.#read(entry.sequence)) ?? newest;
      await sleep(Math.random() * PAUSE);
    }
    throw new Error(`others wrote to the operations log first, ${TRIES} times`);
  }

  /**
   * The entries in their order, without those that cannot be read, which {@link verify} names.
   * @param since leaves out what was written earlier, by S3's clock
   */
  entries(since?: Date): Promise<readonly OperationEntry[]> {
    return readOperations(this.#bucket, operationsPrefix(this.#stack), since);
  }

  /** What is wrong with the log: entries altered, removed, put elsewhere or forged. Empty when nothing is. */
  verify(): Promise<readonly LogFinding[]> {
    return verifyOperations(this.#bucket, this.#stack);
  }

  /** Moves the head to `entry`, unless another writer moved it further. Left behind, the next append moves it. */
  async #advanceHead(stored: StoredHead | undefined, entry: OperationEntry): Promise<void> {
    let current = stored;
    for (let tries = 0; tries < TRIES; tries++) {
      if (current?.head && current.head.sequence >= entry.sequence) {
        return;
      }
      if (await replaceHead(this.#bucket, this.#stack, current, entry)) {
        return;
      }
      await sleep(Math.random() * PAUSE);
      current = await readHead(this.#bucket, this.#stack);
    }
  }

  /** What the entry after `sequence` has to follow. */
  async #read(sequence: number): Promise<OperationsHead | undefined> {
    const object = await readObject(this.#bucket, operationKey(this.#stack, sequence));
    // Of what is no entry only the place can be named; verification tells of it.
    return object && { sequence, hash: parseEntry(object.body)?.hash ?? "" };
  }

  async #lastListed(): Promise<OperationsHead | undefined> {
    let last: number | undefined;
    for await (const { key } of listObjects(this.#bucket, operationsPrefix(this.#stack))) {
      last = operationSequence(key) ?? last;
    }
    return last === undefined ? undefined : this.#read(last);
  }
}
