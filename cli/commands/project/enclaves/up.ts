import type { Context } from "../../../context";
import type { EnvironmentBackend } from "../../../engine/environment-backend";
import { requestStore } from "../../enclave/request-store";
import { allRequests } from "./all-requests";
import { ask } from "./ask";
import { DEFAULT_TIMEOUT_SECONDS, requirePipeline } from "./pipeline";
import { planUp } from "./plan";
import { type EnclavesReport, reportEnclaves } from "./report";
import { settle } from "./settle";
import { tellRejected } from "./tell-rejected";

/**
 * Brings every enclave to what its request wants, by asking the pipeline for it once more, and waits for it.
 * @throws FleetError `PrerequisiteMissing`, `WaitTimedOut`, `DeploymentFailed`
 */
export async function upEnclaves(
  context: Context,
  backend: EnvironmentBackend,
  timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
): Promise<EnclavesReport> {
  const started = context.clock.now();
  const store = requestStore(context, backend.environment);
  const { asked, rejected } = planUp(await allRequests(store));
  context.output.line(`enclaves ${backend.environment}: up`);
  tellRejected(context, rejected);
  if (asked.length === 0) {
    return reportEnclaves(context, backend, "up", [], started);
  }
  const ids = asked.map(({ request }) => request.id);
  await requirePipeline(context, backend, "deployed", ids);
  await ask(context, store, asked);
  return reportEnclaves(context, backend, "up", await settle(context, store, ids, timeoutSeconds), started);
}
