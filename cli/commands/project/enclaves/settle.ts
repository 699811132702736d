import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import { FleetError } from "../../../../contracts/errors";
import type { Context } from "../../../context";
import { formatDuration } from "../../../output/duration";
import { isSettled } from "../../enclave/follow";
import type { RequestStore } from "../../enclave/request-store";

/** Time between two looks at the table, in milliseconds. */
const INTERVAL = 1000;

/**
 * Shows each status that the requests go through until all of them are settled.
 * @returns them in the order of their ids
 * @throws FleetError `WaitTimedOut` names those that are not settled after `timeoutSeconds`
 */
export async function settle(
  context: Context,
  store: RequestStore,
  ids: readonly string[],
  timeoutSeconds: number,
): Promise<readonly EnclaveRequest[]> {
  const { clock, output } = context;
  const started = clock.now().getTime();
  const shown = new Map<string, string>();
  for (;;) {
    const requests = await find(store, ids);
    const elapsed = clock.now().getTime() - started;
    for (const { id, status, generation, statusGeneration } of requests) {
      // What is said of an older generation is not yet about what was asked for.
      if (statusGeneration === generation && shown.get(id) !== status) {
        output.line(`  ${formatDuration(elapsed).padStart(7)}  ${id}  ${status}`);
        shown.set(id, status);
      }
    }
    const open = requests.filter((request) => !isSettled(request));
    if (open.length === 0) {
      return requests;
    }
    if (elapsed >= timeoutSeconds * 1000) {
      throw new FleetError(
        "WaitTimedOut",
        `${open.length} of ${requests.length} enclaves are not settled after ${timeoutSeconds} s: the pipeline goes on; look at them with \`fleet enclave list\`, or run this again`,
        open.map(({ id, status }) => `${id} is ${status}`),
      );
    }
    await clock.sleep(INTERVAL);
  }
}

async function find(store: RequestStore, ids: readonly string[]): Promise<readonly EnclaveRequest[]> {
  const found: EnclaveRequest[] = [];
  for await (const request of store.list()) {
    if (ids.includes(request.id)) {
      found.push(request);
    }
  }
  return found.sort((left, right) => left.id.localeCompare(right.id));
}
