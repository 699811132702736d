import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import {
  changeWorkspace,
  isSame,
  readWorkspace,
  removeWorkspace,
} from "../../../backend/workspaces/workspaces";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { type LeaseOptions, type StackLease, withLease } from "../../engine/leased";
import { stateBucketOf } from "../../engine/state-bucket";
import { deselect } from "../../selection";
import { type OperationReport, runOperation } from "../project/run-operation";
import { enclavesOf, takeBackEnclaves } from "./take-back-enclaves";
import { workspaceOf, workspaceStack, workspaceTarget } from "./workspace-stack";

export interface DestroyOptions extends LeaseOptions {
  /** How long its enclaves may take to go. */
  readonly timeoutSeconds: number;
}

/** What became of a workspace; what `--json` prints. */
export interface DestroyedWorkspace {
  readonly name: string;
  readonly environment: string;
  /** False when it was gone already. */
  readonly destroyed: boolean;
  /** Resources by kind of change, as the engine counts them. */
  readonly changes: OperationReport["changes"];
}

/**
 * Destroys a workspace: its enclaves by the environment's pipeline, its resources, its stack, its record, in this
 * order, so that a run which was killed anywhere is completed by the next one.
 * @throws FleetError `StackLocked` while another run is on it, and as {@link takeBackEnclaves}, {@link runOperation}
 */
export async function destroyWorkspace(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
  options: DestroyOptions,
): Promise<DestroyedWorkspace> {
  const { name, environment } = record;
  const destroyed = await withLease(
    context,
    backend,
    workspaceStack(record),
    "workspace destroy",
    options,
    async (lease) => {
      const bucket = stateBucketOf(context, backend);
      const current = (await readWorkspace(bucket, name))?.record;
      if (!current || !isSame(current, record)) {
        context.output.line(`workspace ${name}: was destroyed meanwhile`);
        return { destroyed: false, changes: {} };
      }
      const changes = await takeDown(context, backend, current, lease, options);
      await removeWorkspace(bucket, current);
      return { destroyed: true, changes };
    },
  );
  deselect(context.home, workspaceOf(record));
  return { name, environment, ...destroyed };
}

async function takeDown(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
  lease: StackLease,
  options: DestroyOptions,
): Promise<OperationReport["changes"]> {
  const bucket = stateBucketOf(context, backend);
  await changeWorkspace(bucket, record, { status: "destroying" });
  try {
    const enclaves = await enclavesOf(context, backend, record.name);
    await takeBackEnclaves(context, backend, enclaves, options.timeoutSeconds);
    return await destroyStack(context, backend, record, lease);
  } catch (error) {
    if (!lease.signal.aborted) {
      await changeWorkspace(bucket, record, { status: "error", reason: (error as Error).message });
    }
    throw error;
  }
}

async function destroyStack(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
  lease: StackLease,
): Promise<OperationReport["changes"]> {
  const target = workspaceTarget(context, backend, record);
  try {
    const { changes } = await runOperation(context, "destroy", target, backend, { lease });
    await context.engine().removeStack(target);
    return changes;
  } catch (error) {
    if (!(error instanceof FleetError && error.name === "StackNotFound")) {
      throw error;
    }
    context.output.line(`${target.project} ${target.stack}: is not deployed`);
    return {};
  }
}
