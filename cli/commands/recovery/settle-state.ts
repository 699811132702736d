import { savedState } from "../../../backend/checkpoints/saved-state";
import { settledDeployment } from "../../../backend/recovery/settled-deployment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import type { StackLease } from "../../engine/leased";
import { stateBucketOf } from "../../engine/state-bucket";
import { runOperation } from "../project/run-operation";
import type { Traces } from "./traces";

export interface SettledState {
  /** Resources by kind of change, as the refresh counts them. */
  readonly changes: Readonly<Record<string, number>>;
  /** URNs of what was taken into the state and is really there. */
  readonly adopted: readonly string[];
}

/**
 * Takes what was found into the state, and reads everything; call it while holding the stack's lease.
 * @throws FleetError `OperationRefused` when the state is not the one that the steps were made from
 */
export async function settleState(
  context: Context,
  target: StackTarget,
  backend: EnvironmentBackend,
  { saved, deployment, found }: Traces,
  lease: StackLease,
): Promise<SettledState> {
  const bucket = stateBucketOf(context, backend);
  if ((await savedState(bucket, target))?.etag !== saved.etag) {
    throw new FleetError(
      "OperationRefused",
      `somebody else has worked on ${target.project} ${target.stack} since these steps were made: run it again`,
    );
  }
  lease.signal.throwIfAborted();
  // The engine keeps them, even when a later run has created the resource.
  if (deployment && saved.checkpoint.pendingOperations.some(({ type }) => type === "creating")) {
    await context.engine().importState(target, settledDeployment(deployment, found));
  }
  const { changes } = await runOperation(context, "refresh", target, backend, { lease });
  const now = (await savedState(bucket, target))?.checkpoint.resources ?? [];
  const urns = new Set(now.map(({ urn }) => urn));
  return { changes, adopted: found.filter((one) => one.found && urns.has(one.urn)).map(({ urn }) => urn) };
}
