import { FleetError } from "../../contracts/errors";
import { leaseKey, type StackId } from "../layout";
import { readObject, type StateBucket, writeObject } from "../state-bucket";
import { describeHolder, type Holder } from "./holder";
import { type LeasedRun, type LeaseRecord, type NotedLock, nextRecord, parseLease } from "./lease-record";

/** A lease lives so long after its last write, in seconds. */
export const LEASE_TTL_SECONDS = 60;

/** A lease as it was read. */
export interface StoredLease {
  readonly stack: StackId;
  readonly key: string;
  readonly etag: string;
  /** Undefined when the object is no lease. */
  readonly record?: LeaseRecord;
}

export interface Taking {
  readonly operation: string;
  /** @default {@link LEASE_TTL_SECONDS} */
  readonly ttlSeconds?: number;
  readonly requestFence?: number;
}

/** How an attempt to take the lease came out. */
export type TakeOutcome = { readonly taken: HeldLease } | { readonly heldBy: StoredLease };

/** @returns undefined when the stack never had one */
export async function readLease(bucket: StateBucket, stack: StackId): Promise<StoredLease | undefined> {
  const key = leaseKey(stack);
  const object = await readObject(bucket, key);
  return object && { stack, key, etag: object.etag, record: parseLease(object.body) };
}

/** `ada on desk (process 7) since 2026-01-31T12:00:00Z for up` */
export function describeLease({ holder, takenAt, operation }: LeasedRun): string {
  return `${describeHolder(holder)} since ${takenAt} for ${operation}`;
}

/**
 * One contender for the lease of one stack: an object in the state bucket that is only written under conditions, so
 * that of two writers one is told that it was second. What it has seen of others' leases it remembers by its own
 * monotonic clock: a lease that was not written for its whole time is over, whatever any clock says.
 */
export class Lease {
  readonly #bucket: StateBucket;
  readonly #stack: StackId;
  readonly #holder: Holder;
  readonly #clock: () => number;
  #seen: { readonly etag: string; readonly at: number } | undefined;

  /** @param clock monotonic, in milliseconds */
  constructor(
    bucket: StateBucket,
    stack: StackId,
    holder: Holder,
    clock: () => number = () => performance.now(),
  ) {
    this.#bucket = bucket;
    this.#stack = stack;
    this.#holder = holder;
    this.#clock = clock;
  }

  /**
   * Takes the lease if nobody has it: it is absent, given back, not renewed for its whole time, or `isDead` says that
   * its holder is provably gone.
   * @throws FleetError `StackLocked` when the object is no lease: its fence cannot be told
   */
  async take(taking: Taking, isDead: (lease: LeaseRecord) => Promise<boolean>): Promise<TakeOutcome> {
    const current = await readLease(this.#bucket, this.#stack);
    if (current && !current.record) {
      throw malformedLease(current);
    }
    const record = current?.record;
    if (record?.holder.id === this.#holder.id && !record.released) {
      // The answer to an earlier attempt of ours was lost, not the write.
      return { taken: this.#held(record, current?.etag ?? "") };
    }
    if (current && record && !record.released && !this.#isOver(current, record) && !(await isDead(record))) {
      return { heldBy: current };
    }
    const { operation, ttlSeconds = LEASE_TTL_SECONDS, requestFence } = taking;
    const next = nextRecord(record, this.#holder, { operation, ttlSeconds, requestFence });
    const condition = current ? { etag: current.etag } : ({ absent: true } as const);
    const etag = await writeObject(this.#bucket, leaseKey(this.#stack), JSON.stringify(next), condition);
    // Somebody was first; it may also have been an attempt of ours whose answer was lost.
    return etag === undefined ? this.take(taking, isDead) : { taken: this.#held(next, etag) };
  }

  #held(record: LeaseRecord, etag: string): HeldLease {
    return new HeldLease(this.#bucket, this.#stack, record, etag);
  }

  #isOver({ etag }: StoredLease, { ttlSeconds }: LeaseRecord): boolean {
    const now = this.#clock();
    if (this.#seen?.etag !== etag) {
      this.#seen = { etag, at: now };
    }
    return now - this.#seen.at >= ttlSeconds * 1000;
  }
}

/** The lease in the hands of its holder. */
export class HeldLease {
  readonly #bucket: StateBucket;
  readonly #stack: StackId;
  #record: LeaseRecord;
  #etag: string;
  #successor: LeaseRecord | undefined;

  constructor(bucket: StateBucket, stack: StackId, record: LeaseRecord, etag: string) {
    this.#bucket = bucket;
    this.#stack = stack;
    this.#record = record;
    this.#etag = etag;
  }

  get record(): LeaseRecord {
    return this.#record;
  }

  /** Who has the lease now, once a write said that it is not ours; undefined when it was given back in our name. */
  get successor(): LeaseRecord | undefined {
    return this.#successor;
  }

  /** No lock is there that an abandoned run could have left: they need not be remembered any longer. */
  settle(): void {
    const { abandoned: _, ...record } = this.#record;
    this.#record = record;
  }

  /**
   * Writes the lease anew, with `lock` as what the engine holds.
   * @returns false when it is somebody else's by now
   */
  renew(lock: NotedLock | undefined = this.#record.lock): Promise<boolean> {
    return this.#write({ lock });
  }

  /**
   * Gives the lease back.
   * @returns false when it was somebody else's by then
   */
  release(): Promise<boolean> {
    return this.#write({ released: true, lock: undefined });
  }

  async #write(change: Pick<Partial<LeaseRecord>, "lock" | "released">): Promise<boolean> {
    const key = leaseKey(this.#stack);
    for (;;) {
      const next: LeaseRecord = { ...this.#record, ...change, beat: this.#record.beat + 1 };
      const body = JSON.stringify(next);
      const etag = await writeObject(this.#bucket, key, body, { etag: this.#etag });
      if (etag !== undefined) {
        this.#accept(next, etag);
        return true;
      }
      const current = await readLease(this.#bucket, this.#stack);
      if (!current) {
        // Deleted by hand, and taken by nobody: it is put back, unless somebody is quicker.
        const restored = await writeObject(this.#bucket, key, body, { absent: true });
        if (restored !== undefined) {
          this.#accept(next, restored);
          return true;
        }
      } else if (current.record?.holder.id !== next.holder.id || current.record.fence !== next.fence) {
        this.#successor = current.record;
        return false;
      } else if (current.record.released) {
        // By us, and the answer was lost; or in our name, by an operator.
        return next.released;
      } else {
        // An earlier write of ours arrived, and its answer did not.
        this.#accept(current.record, current.etag);
      }
    }
  }

  #accept(record: LeaseRecord, etag: string): void {
    if (record.beat > this.#record.beat) {
      this.#record = record;
      this.#etag = etag;
    }
  }
}

function malformedLease({ stack, key }: StoredLease): FleetError {
  return new FleetError(
    "StackLocked",
    `the lease of ${stack.project} ${stack.stack} cannot be read: look at ${key} in the state bucket, and bring back its last version that can`,
  );
}
