import { type SavedState, savedState } from "../../../backend/checkpoints/saved-state";
import { type FoundCreate, findCreated } from "../../../backend/recovery/find-created";
import type { Deployment } from "../../../backend/recovery/pending-operations";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { waitUntilSettled } from "./settling-time";

/** What a killed run has left of a stack's state. */
export interface Traces {
  readonly saved: SavedState;
  /** The state with secrets in clear; absent where nothing was under way. */
  readonly deployment?: Deployment;
  /** What became of each interrupted creation. */
  readonly found: readonly FoundCreate[];
}

/**
 * Reads the state and looks for what was being created; changes nothing.
 * @returns undefined when the stack has no state: its first run died before it had created it
 * @throws FleetError `CheckpointInvalid`, `DeploymentFailed` when it cannot be told whether AWS has a resource
 */
export async function readTraces(
  context: Context,
  target: StackTarget,
  backend: EnvironmentBackend,
  settleSeconds: number,
): Promise<Traces | undefined> {
  const saved = await savedState(stateBucketOf(context, backend), target);
  if (!saved || saved.checkpoint.pendingOperations.length === 0) {
    return saved && { saved, found: [] };
  }
  await waitUntilSettled(context, saved, settleSeconds);
  const deployment = await context.engine().exportState(target);
  const found = await findCreated(context.clients(backend.region).finders, deployment);
  return { saved, deployment, found };
}
