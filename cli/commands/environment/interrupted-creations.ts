import { findCreated } from "../../../backend/recovery/find-created";
import { pendingOperations } from "../../../backend/recovery/pending-operations";
import { settledDeployment } from "../../../backend/recovery/settled-deployment";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { runOperation } from "../project/run-operation";
import { waitUntilSettled } from "../recovery/settling-time";

/** Seconds that AWS gets to show what the killed run last asked for; `up` would say of it that it is there already. */
const SETTLE_SECONDS = 10;

/** Takes what a killed run was creating into the state, as `fleet recover` does with a state in the bucket. */
export async function settleInterruptedCreations(
  context: Context,
  backend: EnvironmentBackend,
  target: StackTarget,
): Promise<void> {
  const state = await context.engine().exportState(target);
  if (pendingOperations(state).length === 0) {
    return;
  }
  const { time } = state.deployment.manifest ?? {};
  await waitUntilSettled(context, { lastModified: time && new Date(time) }, SETTLE_SECONDS);
  const found = await findCreated(context.clients(backend.region).finders, state);
  await context.engine().importState(target, settledDeployment(state, found));
  await runOperation(context, "refresh", target, backend);
}
