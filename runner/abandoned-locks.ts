import type { ECSClient } from "@aws-sdk/client-ecs";
import { FleetError } from "../contracts/errors";
import type { RunnerEnvironment } from "./environment";
import { tasksOfRequest } from "./living-tasks";
import type { Log } from "./log";
import { lockMark, type StackLock, type StackLocks } from "./stack-locks";

/**
 * Removes locks that a killed run of the same request left behind. Without this, the retry of a task that died in
 * the middle of an update could never run.
 *
 * It is safe because three things hold together. The lock carries the mark of an earlier run of this very request,
 * so it is no person's. The caller holds the request's lease (its fence was just read), so no other execution may
 * touch the stack. And ECS, in an answer that knows the calling task, says that every other task of the request
 * is STOPPED: its processes are gone and cannot write any more. Where one of them fails, the lock stays.
 *
 * @throws FleetError `StackLocked` when a lock is there that must not be removed.
 */
export async function releaseAbandonedLocks(
  locks: StackLocks,
  ecs: ECSClient,
  of: Pick<RunnerEnvironment, "environment" | "id" | "taskToken">,
  log: Log,
): Promise<void> {
  const found = await locks.list();
  if (found.length === 0) {
    return;
  }
  const foreign = found.filter((lock) => !isOfEarlierRun(lock, of));
  if (foreign.length > 0) {
    throw stackLocked(
      of.id,
      foreign,
      "it is not an earlier run's: wait for its owner, or let an operator release it",
    );
  }
  const { includesSelf, others } = await tasksOfRequest(ecs, of);
  if (!includesSelf || others.length > 0) {
    const reason = others.length > 0 ? `${others.join(", ")} still runs` : "ECS does not list this task yet";
    throw stackLocked(of.id, found, `${reason}, so its owner may be alive: it is tried again`);
  }
  for (const lock of found) {
    await locks.release(lock);
    log.info("released the lock of a run whose task is STOPPED", { lock: lock.key, owner: lock.owner });
  }
}

function isOfEarlierRun(lock: StackLock, of: Pick<RunnerEnvironment, "id" | "taskToken">): boolean {
  return lock.mark?.request === of.id && lock.mark.attempt !== lockMark(of.id, of.taskToken).attempt;
}

function stackLocked(id: string, locks: readonly StackLock[], why: string): FleetError {
  return new FleetError(
    "StackLocked",
    `stack "${id}" is locked: ${why}`,
    locks.map((lock) => `${lock.key} by ${lock.owner}`),
  );
}
