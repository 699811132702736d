import { jsonObject } from "../json-object";
import { type Holder, parseHolder } from "./holder";
import type { LockHolder } from "./locks";
import type { ProcessIdentity } from "./running-process";

/** A run that has, or had, a stack's lease. */
export interface LeasedRun {
  readonly holder: Holder;
  /** `up`, `destroy`, … */
  readonly operation: string;
  /** ISO 8601 by the holder's clock: for people, nothing is decided by it. */
  readonly takenAt: string;
  /** The lock that the run's engine has taken, once it was seen. */
  readonly lock?: NotedLock;
}

/** What a lease object says. */
export interface LeaseRecord extends LeasedRun {
  readonly format: typeof FORMAT;
  /** Grows by one with each taking, and never goes back. */
  readonly fence: number;
  /** Whether the holder has given it back; the object stays for its fence. */
  readonly released: boolean;
  /** After so long without a write the lease is over. */
  readonly ttlSeconds: number;
  /** Counts the writes, so that no two of them are the same object. */
  readonly beat: number;
  /** Fence of the request that the run works for, in the request table. */
  readonly requestFence?: number;
  /** Earlier runs that ended without giving the lease back: whose a lock is that one of them has left. */
  readonly abandoned?: readonly LeasedRun[];
}

/** Pulumi's lock of a run of ours. */
export interface NotedLock {
  readonly key: string;
  /** The engine's process. */
  readonly pid: number;
  readonly process?: ProcessIdentity;
}

const FORMAT = 1;

/** Runs that are remembered at most. */
const REMEMBERED = 20;

/** What a new holder writes first, after `current`. */
export function nextRecord(
  current: LeaseRecord | undefined,
  holder: Holder,
  taking: { readonly operation: string; readonly ttlSeconds: number; readonly requestFence?: number },
): LeaseRecord {
  const abandoned = current ? abandonedRuns(current) : [];
  return {
    format: FORMAT,
    fence: (current?.fence ?? 0) + 1,
    released: false,
    holder,
    ...taking,
    takenAt: new Date().toISOString(),
    beat: 1,
    ...(abandoned.length > 0 && { abandoned }),
  };
}

/** The runs that may have left a lock of theirs behind, when `record` is taken over. */
export function abandonedRuns(record: LeaseRecord): readonly LeasedRun[] {
  const { abandoned = [], released, holder, operation, takenAt, lock } = record;
  return (released ? abandoned : [...abandoned, { holder, operation, takenAt, lock }]).slice(-REMEMBERED);
}

/** The run of ours that took `lock`; undefined when it is not known to be one. */
export function lockingRun(
  { key, holder }: { readonly key: string; readonly holder?: LockHolder },
  record: LeaseRecord | undefined,
): LeasedRun | undefined {
  if (!record || !holder) {
    return undefined;
  }
  const runs = [...(record.abandoned ?? []), ...(record.released ? [] : [record])];
  return (
    runs.find(({ lock }) => lock?.key === key) ??
    // Killed before it could note its lock: told by host and time, both as its own machine gave them. Nobody but
    // the task itself runs anything on its host.
    runs.findLast(
      (run) =>
        run.holder.task !== undefined &&
        run.lock === undefined &&
        run.holder.host === holder.hostname &&
        Date.parse(run.takenAt) <= Date.parse(holder.timestamp),
    )
  );
}

/** @returns undefined for what is no lease */
export function parseLease(body: Uint8Array): LeaseRecord | undefined {
  const value = jsonObject<LeaseRecord>(body);
  const whole =
    value?.format === FORMAT &&
    Number.isSafeInteger(value.fence) &&
    typeof value.released === "boolean" &&
    isRun(value) &&
    typeof value.ttlSeconds === "number" &&
    value.ttlSeconds > 0 &&
    Number.isSafeInteger(value.beat) &&
    (value.abandoned === undefined || (Array.isArray(value.abandoned) && value.abandoned.every(isRun)));
  return whole ? (value as LeaseRecord) : undefined;
}

function isRun(value: Partial<LeasedRun> | null): boolean {
  return (
    parseHolder(value?.holder) !== undefined &&
    typeof value?.operation === "string" &&
    typeof value.takenAt === "string" &&
    (value.lock === undefined || (typeof value.lock?.key === "string" && Number.isInteger(value.lock.pid)))
  );
}
