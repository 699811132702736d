import { setTimeout as sleep } from "node:timers/promises";
import type { StackId } from "../layout";
import type { StateBucket } from "../state-bucket";
import { isOwnLock } from "./cli-processes";
import type { NotedLock } from "./lease-record";
import { type LockHolder, lockKeys, putLock, readLock, releaseLock, type StackLock } from "./locks";
import { processIdentity } from "./running-process";

/** How long an engine that has given its lock back may need to end, and a contender to see that it is second; ms. */
const GRACE = 500;

export interface LockGuardOptions {
  readonly bucket: StateBucket;
  readonly stack: StackId;
  /** Whether the lease is ours still: an operator who gives it back wants the run to end, not its lock to return. */
  readonly isLeased: () => Promise<boolean>;
  /** Told when a lock was put back. */
  readonly onNotice: (text: string) => void;
  /** Whether a lock is that of an engine that this process runs at this moment. @default {@link isOwnLock} */
  readonly isOwn?: (holder: LockHolder) => boolean;
  /** @default {@link GRACE} */
  readonly grace?: number;
}

export type Finding = StackLock | "lost" | undefined;

/**
 * Watches over the lock that our engine has taken. `pulumi cancel` takes it away and stops nobody: it is put back, so
 * that no `pulumi up` begins beside our run.
 */
export class LockGuard {
  readonly #options: LockGuardOptions;
  readonly #isOwn: (holder: LockHolder) => boolean;
  readonly #grace: number;
  /** Keys of locks that are not ours: they need not be read again. */
  readonly #foreign = new Set<string>();
  #own: (StackLock & { readonly holder: LockHolder }) | undefined;
  #noted: NotedLock | undefined;
  #putBack = false;

  constructor(options: LockGuardOptions) {
    this.#options = options;
    this.#isOwn = options.isOwn ?? isOwnLock;
    this.#grace = options.grace ?? GRACE;
  }

  /** The lock that our engine holds; undefined while it holds none. */
  get own(): NotedLock | undefined {
    return this.#noted;
  }

  /**
   * Looks once.
   * @returns why our engine must not go on: the lock of somebody who took the stack after ours was taken away, or
   * that the lease is lost
   */
  async check(): Promise<Finding> {
    if (this.#own && !this.#isOwn(this.#own.holder)) {
      await this.end();
    }
    const keys = await this.#keys();
    if (!this.#own) {
      await this.#find(keys);
      return undefined;
    }
    return keys.includes(this.#own.key) ? undefined : this.#missing(this.#own);
  }

  /** The engine has ended: what was put back, and the engine did not take away itself, goes. */
  async end(): Promise<void> {
    const own = this.#own;
    const putBack = this.#putBack;
    this.#own = undefined;
    this.#noted = undefined;
    this.#putBack = false;
    if (own && putBack) {
      await releaseLock(this.#options.bucket, own);
    }
  }

  async #find(keys: readonly string[]): Promise<void> {
    for (const key of keys.filter((candidate) => !this.#foreign.has(candidate))) {
      const lock = await readLock(this.#options.bucket, key);
      if (lock?.holder && this.#isOwn(lock.holder)) {
        this.#own = { ...lock, holder: lock.holder };
        const { pid } = lock.holder;
        this.#noted = { key, pid, process: processIdentity(pid) };
        return;
      }
      this.#foreign.add(key);
    }
  }

  async #missing(own: StackLock & { readonly holder: LockHolder }): Promise<Finding> {
    const { bucket, isLeased, onNotice } = this.#options;
    await sleep(this.#grace);
    if (!this.#isOwn(own.holder)) {
      await this.end();
      return undefined;
    }
    if (!(await isLeased())) {
      return "lost";
    }
    if ((await this.#others(own)).length === 0) {
      this.#putBack = true;
      await putLock(bucket, own);
      onNotice(
        `somebody took the lock of this run away (\`pulumi cancel\`), which does not stop it: it was put back`,
      );
      if ((await this.#others(own)).length === 0) {
        return undefined;
      }
      // A contender that finds ours takes its own away again.
      await sleep(this.#grace);
    }
    const [intruder] = await this.#others(own);
    if (intruder === undefined || !this.#isOwn(own.holder)) {
      return undefined;
    }
    await this.end();
    return (await readLock(bucket, intruder)) ?? { ...this.#options.stack, key: intruder };
  }

  async #others({ key }: StackLock): Promise<readonly string[]> {
    return (await this.#keys()).filter((other) => other !== key);
  }

  #keys(): Promise<readonly string[]> {
    return lockKeys(this.#options.bucket, this.#options.stack);
  }
}
