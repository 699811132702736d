import { findCreated } from "../../../backend/recovery/find-created";
import { pendingOperations } from "../../../backend/recovery/pending-operations";
import { settledDeployment } from "../../../backend/recovery/settled-deployment";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { runOperation } from "../project/run-operation";

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
  const found = await findCreated(context.clients(backend.region).finders, state);
  await context.engine().importState(target, settledDeployment(state, found));
  await runOperation(context, "refresh", target, backend);
}
