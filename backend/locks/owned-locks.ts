import type { Project } from "../../contracts/environment";
import { LEASES, leasePrefix, type StackId, stackOfLease } from "../layout";
import { listObjects, type StateBucket, writeObject } from "../state-bucket";
import { describeHolder } from "./holder";
import { describeLease, readLease, type StoredLease } from "./lease";
import { abandonedRuns, type LeaseRecord, lockingRun } from "./lease-record";
import { type DescribeTask, type Liveness, livenessOfHolder, livenessOfLock } from "./liveness";
import { describeLock, listLocks, releaseLock, type StackLock } from "./locks";

/** Leases that are read at the same time. */
const READS = 32;

/** A lock of Pulumi's or a lease of ours that somebody holds, and whether that owner lives. */
export interface OwnedLock extends StackId, Liveness {
  readonly kind: "lock" | "lease";
  /** Object in the state bucket. */
  readonly key: string;
  /** In words: who, host, process, since when, for what. */
  readonly description: string;
  /** Absent when the object cannot be read. */
  readonly owner?: string;
  /** Name of the machine. */
  readonly host?: string;
  /** The process there. */
  readonly pid?: number;
  /** ISO 8601, by the owner's clock. */
  readonly since?: string;
  /** `up`, `destroy`, …; absent for a lock that no run of ours took. */
  readonly operation?: string;
  readonly fence?: number;
  /** Of the lease when it was read. */
  readonly etag?: string;
}

/** Everything that keeps others from one stack, from one project's stacks, or from any; leases before locks. */
export async function ownedLocks(
  bucket: StateBucket,
  of: StackId | { readonly project?: Project },
  describeTask: DescribeTask,
): Promise<readonly OwnedLock[]> {
  const [leases, locks] = await Promise.all([readLeases(bucket, of), listLocks(bucket, of)]);
  const ofStack = ({ project, stack }: StackId) =>
    leases.find((lease) => lease.stack.project === project && lease.stack.stack === stack)?.record;
  return [
    ...(await Promise.all(
      leases.filter(({ record }) => !record?.released).map((lease) => ownedLease(lease, describeTask)),
    )),
    ...(await Promise.all(locks.map((lock) => ownedLock(lock, ofStack(lock), describeTask)))),
  ];
}

/**
 * Takes the lock away, or gives the lease back in its owner's name.
 * @returns false when the lease was written meanwhile: its owner lives, or somebody else has it
 */
export async function releaseOwned(bucket: StateBucket, lock: OwnedLock): Promise<boolean> {
  if (lock.kind === "lock") {
    await releaseLock(bucket, lock);
    return true;
  }
  const current = await readLease(bucket, lock);
  if (!current || current.record?.released) {
    return true;
  }
  if (current.etag !== lock.etag || !current.record) {
    return false;
  }
  const { lock: _, ...record } = current.record;
  const released: LeaseRecord = {
    ...record,
    released: true,
    beat: record.beat + 1,
    abandoned: abandonedRuns(current.record),
  };
  const condition = { etag: current.etag };
  return (await writeObject(bucket, current.key, JSON.stringify(released), condition)) !== undefined;
}

async function readLeases(
  bucket: StateBucket,
  of: StackId | { readonly project?: Project },
): Promise<readonly StoredLease[]> {
  if ("stack" in of) {
    const lease = await readLease(bucket, of);
    return lease ? [lease] : [];
  }
  const stacks: StackId[] = [];
  for await (const { key } of listObjects(bucket, of.project ? leasePrefix(of.project) : LEASES)) {
    const stack = stackOfLease(key);
    if (stack) {
      stacks.push(stack);
    }
  }
  const leases: StoredLease[] = [];
  for (let start = 0; start < stacks.length; start += READS) {
    const read = await Promise.all(
      stacks.slice(start, start + READS).map((stack) => readLease(bucket, stack)),
    );
    leases.push(...read.filter((lease) => lease !== undefined));
  }
  return leases;
}

async function ownedLease(
  { stack: id, key, etag, record }: StoredLease,
  describeTask: DescribeTask,
): Promise<OwnedLock> {
  const { project, stack } = id;
  const about = { kind: "lease", project, stack, key, etag } as const;
  if (!record) {
    const description = `${project} ${stack} has a lease that cannot be read: look at ${key} in the state bucket`;
    return { ...about, description, state: "unknown", evidence: "it cannot be read, so nobody can be asked" };
  }
  const { holder, takenAt: since, operation, fence } = record;
  return {
    ...about,
    description: `${project} ${stack} is leased by ${describeLease(record)}`,
    owner: describeHolder(holder),
    host: holder.host,
    pid: holder.pid,
    since,
    operation,
    fence,
    ...(await livenessOfHolder(holder, describeTask)),
  };
}

async function ownedLock(
  lock: StackLock,
  lease: LeaseRecord | undefined,
  describeTask: DescribeTask,
): Promise<OwnedLock> {
  const { project, stack, key, holder } = lock;
  const run = lockingRun(lock, lease);
  return {
    kind: "lock",
    project,
    stack,
    key,
    description: describeLock(lock),
    ...(holder && {
      owner: `${holder.username} on ${holder.hostname} (process ${holder.pid})`,
      host: holder.hostname,
      pid: holder.pid,
      since: holder.timestamp,
    }),
    ...(run && { operation: run.operation, owner: describeHolder(run.holder) }),
    ...(await livenessOfLock(lock, run, describeTask)),
  };
}
