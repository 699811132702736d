import type { Context } from "../../../context";
import type { EnvironmentBackend } from "../../../engine/environment-backend";
import { requestStore } from "../../enclave/request-store";
import { describeChanges } from "../run-operation";
import { allRequests } from "./all-requests";
import { planUp } from "./plan";
import type { EnclavesReport } from "./report";
import { tellRejected } from "./tell-rejected";

/**
 * Says what `up` would ask the pipeline for. What the engine would change in each enclave's stack is known only where
 * it runs, with the runner's permissions and environment.
 */
export async function previewEnclaves(
  context: Context,
  backend: EnvironmentBackend,
): Promise<EnclavesReport> {
  const { environment } = backend;
  const started = context.clock.now().getTime();
  const { asked, rejected } = planUp(await allRequests(requestStore(context, environment)));
  context.output.line(`enclaves ${environment}: preview`);
  tellRejected(context, rejected);
  for (const { request, desiredState } of asked) {
    context.output.line(
      `  ${request.id}: is ${request.status}, to be asked for again as ${desiredState} (generation ${request.generation + 1})`,
    );
  }
  const changes = { "ask for again": asked.length };
  context.output.line(`enclaves ${environment}: preview: ${describeChanges(changes, true)}`);
  return {
    project: "enclave",
    environment,
    operation: "preview",
    changes,
    outputs: {},
    durationSeconds: (context.clock.now().getTime() - started) / 1000,
    requests: asked.map(({ request: { id, status, generation } }) => ({ id, status, generation })),
  };
}
