import { FleetError } from "../../contracts/errors";
import { deploymentKeyOf, type RegistryKey } from "../../contracts/registry/registry-keys";
import { deploymentRow, type RunningDeployment, type WorkspaceRow } from "../../contracts/registry/rows";
import { savedState } from "../checkpoints/saved-state";
import type { StackId } from "../layout";
import { readLease } from "../locks/lease";
import { listLocks, type StackLock } from "../locks/locks";
import { lastDeployments } from "./last-deployments";
import { entriesSince } from "./logged-run";
import { deploymentIdOf, endOf, historyKeys } from "./read-deployment";
import type { Reading, Registry } from "./registry";
import type { RegistryTable } from "./registry-table";

/** Deployments that are looked at for one that is recorded as running: it is among the newest. */
const NEWEST = 25;

/**
 * Who holds the stack. A lock that is gone was a deployment's if history tells of one, and something else's (an
 * import, a restore) if the operations log does; if nothing does, its deployment was broken off.
 */
export async function readLockAspect(
  { bucket, table }: Registry,
  stack: StackId,
  workspaceId: string,
  before: WorkspaceRow | undefined,
): Promise<Reading> {
  const locks = await listLocks(bucket, stack);
  const kind = locks.length > 0 && (await destroys(bucket, stack)) ? ("destroy" as const) : undefined;
  const running = locks.map((lock): RunningDeployment => ({ ...runOf(lock), ...(kind && { kind }) }));
  const rows = running.map((run) => deploymentRow({ workspaceId, ...run, status: "running" }));
  const known = [...(before?.running ?? []), ...(await recordedRuns(table, workspaceId))];
  const gone = [...new Map(known.map((run) => [run.id, run])).values()].filter(
    ({ id }) => !running.some((run) => run.id === id),
  );
  const deleted: RegistryKey[] = [];
  const history = gone.length > 0 ? await historyKeys(bucket, stack) : [];
  for (const run of gone) {
    if ((await hasTraces(bucket, stack, history, run)) || (await isOnlyCreated(bucket, stack, history))) {
      deleted.push(deploymentKeyOf(workspaceId, run.id));
    } else {
      rows.push(deploymentRow({ workspaceId, ...run, status: "interrupted" }));
    }
  }
  return { workspace: { running, lockHolder: running[0]?.by }, rows, deleted };
}

/**
 * Deployments whose rows say that they run. An indexing that another one came between has written them, and its workspace
 * row, which would tell of them, was not taken: it begins anew, and finds them here.
 */
async function recordedRuns(
  table: RegistryTable,
  workspaceId: string,
): Promise<readonly RunningDeployment[]> {
  return (await lastDeployments(table, workspaceId, NEWEST))
    .filter(({ status }) => status === "running")
    .map(({ id, started, by }) => ({ id, started, ...(by !== undefined && { by }) }));
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

/** Whether nothing was ever deployed in the stack: to create one takes its lock, too, which is no deployment. */
async function isOnlyCreated(
  bucket: Registry["bucket"],
  stack: StackId,
  history: readonly string[],
): Promise<boolean> {
  if (history.length > 0) {
    return false;
  }
  try {
    const saved = await savedState(bucket, stack);
    return saved?.checkpoint.resources.length === 0 && saved.checkpoint.pendingOperations.length === 0;
  } catch (error) {
    if (error instanceof FleetError && error.name === "CheckpointInvalid") {
      return false;
    }
    throw error;
  }
}

async function hasTraces(
  bucket: Registry["bucket"],
  stack: StackId,
  history: readonly string[],
  { started }: RunningDeployment,
): Promise<boolean> {
  const since = new Date(started);
  return (
    history.some((key) => endOf(deploymentIdOf(key)) >= since) ||
    (await entriesSince(bucket, stack, since)).some(
      ({ startedAt, durationSeconds }) => Date.parse(startedAt) + durationSeconds * 1000 >= since.getTime(),
    )
  );
}
