import { FleetError } from "../../../../contracts/errors";
import type { Context } from "../../../context";
import type { EnvironmentBackend } from "../../../engine/environment-backend";
import { requestStore } from "../../enclave/request-store";
import { allRequests } from "./all-requests";
import { ask } from "./ask";
import { DEFAULT_TIMEOUT_SECONDS, requirePipeline } from "./pipeline";
import { type Asked, planDown } from "./plan";
import { type EnclavesReport, reportEnclaves } from "./report";
import { settle } from "./settle";

/**
 * What has to be asked for to destroy every enclave, while nothing has been changed yet.
 *
 * @param stacks names of the enclave stacks that hold something
 * @throws FleetError `PrerequisiteMissing` without the pipeline; `OperationRefused` for stacks without a request
 */
export async function enclavesToDestroy(
  context: Context,
  backend: EnvironmentBackend,
  stacks: readonly string[],
): Promise<readonly Asked[]> {
  const { environment } = backend;
  const { asked, orphans } = planDown(await requestsThere(context, backend), stacks);
  if (orphans.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `enclave stacks of ${environment} have no request, which the pipeline needs to destroy them: ask for these enclaves again with \`fleet enclave request\`, then run this again`,
      orphans,
    );
  }
  if (asked.length > 0) {
    await requirePipeline(
      context,
      backend,
      "destroyed",
      asked.map(({ request }) => request.id),
    );
  }
  return asked;
}

/**
 * Asks the pipeline to destroy the enclaves and waits for it; their rows stay, as DESTROYED.
 * @throws FleetError `WaitTimedOut`, `DeploymentFailed`
 */
export async function downEnclaves(
  context: Context,
  backend: EnvironmentBackend,
  asked: readonly Asked[],
  timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
): Promise<EnclavesReport> {
  const started = context.clock.now();
  context.output.line(`enclaves ${backend.environment}: destroy`);
  if (asked.length === 0) {
    return reportEnclaves(context, backend, "destroy", [], started);
  }
  const store = requestStore(context, backend.environment);
  await ask(context, store, asked);
  const ids = asked.map(({ request }) => request.id);
  const settled = await settle(context, store, ids, timeoutSeconds);
  return reportEnclaves(context, backend, "destroy", settled, started);
}

/** Before base is deployed there is no table, and so no request. */
async function requestsThere(context: Context, { environment }: EnvironmentBackend) {
  try {
    return await allRequests(requestStore(context, environment));
  } catch (error) {
    if (error instanceof FleetError && error.name === "BackendUnavailable") {
      return [];
    }
    throw error;
  }
}
