import { deploymentKeyOf, type RegistryKey } from "../../contracts/registry/registry-keys";
import { deploymentRow, type RunningDeployment, type WorkspaceRow } from "../../contracts/registry/rows";
import type { StackId } from "../layout";
import { readLease } from "../locks/lease";
import { listLocks, type StackLock } from "../locks/locks";
import { entriesSince } from "./logged-run";
import { deploymentIdOf, endOf, historyKeys } from "./read-deployment";
import type { Reading, Registry } from "./registry";

/**
 * Who holds the stack. A lock that is gone was a deployment's if history tells of one, and something else's (an
 * import, a restore) if the operations log does; if nothing does, its deployment was broken off.
 */
export async function readLockAspect(
  { bucket }: Registry,
  stack: StackId,
  workspaceId: string,
  before: WorkspaceRow | undefined,
): Promise<Reading> {
  const locks = await listLocks(bucket, stack);
  const kind = locks.length > 0 && (await destroys(bucket, stack)) ? ("destroy" as const) : undefined;
  const running = locks.map((lock): RunningDeployment => ({ ...runOf(lock), ...(kind && { kind }) }));
  const rows = running.map((run) => deploymentRow({ workspaceId, ...run, status: "running" }));
  const gone = (before?.running ?? []).filter(({ id }) => !running.some((run) => run.id === id));
  const deleted: RegistryKey[] = [];
  for (const run of gone) {
    if (await hasTraces(bucket, stack, run)) {
      deleted.push(deploymentKeyOf(workspaceId, run.id));
    } else {
      rows.push(deploymentRow({ workspaceId, ...run, status: "interrupted" }));
    }
  }
  return { workspace: { running, lockHolder: running[0]?.by }, rows, deleted };
}

/** Whether who has the lease destroys: a lock does not say what its owner does. */
async function destroys(bucket: Registry["bucket"], stack: StackId): Promise<boolean> {
  const lease = (await readLease(bucket, stack))?.record;
  return lease?.released === false && lease.operation.endsWith("destroy");
}

function runOf({ key, holder }: StackLock): RunningDeployment {
  const uuid = key.slice(key.lastIndexOf("/") + 1).replace(".json", "");
  const started = new Date(holder?.timestamp ?? 0).toISOString();
  return {
    id: `${Date.parse(started)}000000-${uuid}`,
    started,
    by: holder && `${holder.username}@${holder.hostname}`,
  };
}

async function hasTraces(
  bucket: Registry["bucket"],
  stack: StackId,
  { started }: RunningDeployment,
): Promise<boolean> {
  const since = new Date(started);
  const keys = await historyKeys(bucket, stack);
  return (
    keys.some((key) => endOf(deploymentIdOf(key)) >= since) ||
    (await entriesSince(bucket, stack, since)).some(
      ({ startedAt, durationSeconds }) => Date.parse(startedAt) + durationSeconds * 1000 >= since.getTime(),
    )
  );
}
