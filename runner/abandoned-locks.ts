import type { StackId } from "../backend/layout";
import type { HeldLease } from "../backend/locks/lease";
import { lockingRun } from "../backend/locks/lease-record";
import { type DescribeTask, livenessOfLock } from "../backend/locks/liveness";
import { describeLock, listLocks, releaseLock } from "../backend/locks/locks";
import type { StateBucket } from "../backend/state-bucket";
import { FleetError } from "../contracts/errors";
import type { Log } from "./log";

/**
 * Removes locks that killed runs have left behind. Without this, the retry of a task that died in the middle of an
 * update could never run.
 *
 * It is safe because the caller has the stack's lease, so that no other run of ours is on the stack, and each lock is
 * one whose owner is proved dead: a task that ECS says is STOPPED, of which the lease knows that the lock is its.
 * A person's lock stays.
 *
 * @throws FleetError `StackLocked` when a lock is there that must not be removed.
 */
export async function releaseAbandonedLocks(
  bucket: StateBucket,
  lease: HeldLease,
  stack: StackId,
  describeTask: DescribeTask,
  log: Log,
): Promise<void> {
  const found = await Promise.all(
    (await listLocks(bucket, stack)).map(async (lock) => ({
      lock,
      ...(await livenessOfLock(lock, lockingRun(lock, lease.record), describeTask)),
    })),
  );
  const others = found.filter(({ state }) => state !== "dead");
  if (others.length > 0) {
    throw new FleetError(
      "StackLocked",
      `stack "${stack.stack}" is locked, and the owner is not known to be dead: it is tried again; when nobody works on it, let an operator look at \`fleet lock show\``,
      others.map(({ lock, evidence }) => `${describeLock(lock)}: ${evidence}`),
    );
  }
  for (const { lock, evidence } of found) {
    await releaseLock(bucket, lock);
    log.info("released the lock of a dead run", { lock: lock.key, owner: describeLock(lock), evidence });
  }
  lease.settle();
}
