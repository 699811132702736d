import type { StackId } from "../../../backend/layout";
import { describeLock, listLocks, releaseLock } from "../../../backend/locks/locks";
import { type OwnedLock, ownedLocks } from "../../../backend/locks/owned-locks";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { taskStatusOf } from "../../engine/task-status";

/**
 * The locks and the lease that a dead owner has left on the stack.
 * @throws FleetError `OperationRefused` when somebody works on the stack, or may
 */
export async function staleLocks(
  context: Context,
  backend: EnvironmentBackend,
  { project, stack }: StackId,
): Promise<readonly OwnedLock[]> {
  const id = { project, stack };
  const owned = await ownedLocks(stateBucketOf(context, backend), id, taskStatusOf(context, backend));
  // Of a lease whose holder cannot be asked it is seen, when it is to be taken, whether it is still renewed.
  const others = owned.filter(
    ({ kind, state }) => state === "alive" || (kind === "lock" && state === "unknown"),
  );
  if (others.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `somebody works on ${project} ${stack}, or may: wait for the end of it, or see \`fleet lock release --help\``,
      others.map(({ description, evidence }) => `${description}: ${evidence}`),
    );
  }
  return owned.filter(({ state }) => state === "dead");
}

/**
 * Removes the locks that were found stale. Call it while holding the stack's lease: no run of ours begins beside it.
 * @throws FleetError `OperationRefused` when another lock has come since
 */
export async function releaseStaleLocks(
  context: Context,
  backend: EnvironmentBackend,
  { project, stack }: StackId,
  stale: readonly OwnedLock[],
): Promise<void> {
  const bucket = stateBucketOf(context, backend);
  const others = (await listLocks(bucket, { project, stack })).filter(
    (lock) => !stale.some(({ key }) => key === lock.key),
  );
  if (others.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `somebody has begun to work on ${project} ${stack} since these steps were made: wait for the end of it`,
      others.map(describeLock),
    );
  }
  // The dead owner's lease is ours by now.
  const locks = stale.filter(({ kind }) => kind === "lock");
  await Promise.all(locks.map((lock) => releaseLock(bucket, lock)));
}
