import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { FleetError } from "../../../contracts/errors";
import { SETTLED_STATUSES } from "../../../contracts/status";
import type { Context } from "../../context";
import { formatDuration } from "../../output/duration";
import { queueText } from "./queue-text";
import type { RequestStore } from "./request-store";
import { showRequest } from "./show";

/** Time between two looks, in milliseconds. */
const INTERVAL = 500;

/**
 * Shows each status that the request goes through until it is settled, and its place while it waits for its turn.
 *
 * @throws FleetError with the request's reason when it is not settled as its requester wants it;
 * `WaitTimedOut` after `timeoutSeconds`
 */
export async function follow(
  context: Context,
  store: RequestStore,
  id: string,
  timeoutSeconds: number,
): Promise<void> {
  const { clock, output } = context;
  const started = clock.now().getTime();
  const elapsed = () => clock.now().getTime() - started;
  let shown = "";
  for (;;) {
    const request = await store.get(id);
    const { status, queue } = request;
    const state = `${status} of generation ${request.statusGeneration}, ${queue?.position}`;
    if (state !== shown) {
      const place = queue ? `, ${queueText(queue)}` : "";
      output.line(`  ${formatDuration(elapsed()).padStart(7)}  ${status}${place}`);
      shown = state;
    }
    if (isSettled(request)) {
      const asWanted = request.status === request.desiredState;
      output.result(request, () => asWanted && showRequest(output, request));
      if (!asWanted) {
        throw notAsWanted(request);
      }
      return;
    }
    if (elapsed() >= timeoutSeconds * 1000) {
      throw new FleetError(
        "WaitTimedOut",
        `request ${id} is still ${request.status} after ${timeoutSeconds} s: it goes on; wait again with \`fleet enclave wait\``,
      );
    }
    await clock.sleep(INTERVAL);
  }
}

/** Whether nothing more happens to the request until its requester wants something else. */
export function isSettled(request: EnclaveRequest): boolean {
  return request.statusGeneration === request.generation && SETTLED_STATUSES.includes(request.status);
}

function notAsWanted({ id, status, reason }: EnclaveRequest): FleetError {
  return new FleetError(
    reason?.error ?? "DeploymentFailed",
    `request ${id} is ${status}: ${reason?.message ?? "no reason was recorded"}`,
    reason?.details,
  );
}
