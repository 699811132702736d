import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { isSettled } from "../enclave/follow";
import { type RequestStore, requestStore } from "../enclave/request-store";

/** Time between two looks, in milliseconds. */
const INTERVAL = 1000;

/** The workspace's requests that may have a host, or may yet get one. */
export async function enclavesOf(
  context: Context,
  backend: EnvironmentBackend,
  workspace: string,
): Promise<readonly EnclaveRequest[]> {
  const requests: EnclaveRequest[] = [];
  for await (const request of requestStore(context, backend.environment).list()) {
    if (request.workspace === workspace && !isDestroyed(request)) {
      requests.push(request);
    }
  }
  return requests;
}

/**
 * Has the environment's own pipeline destroy a workspace's enclaves, and waits for it: a copy that does not work is no
 * reason to leave its hosts behind. An enclave that a copy is deploying is waited for by its lease.
 * @throws FleetError `WaitTimedOut` with those that are not destroyed, `DeploymentFailed` with those that cannot be
 */
export async function takeBackEnclaves(
  context: Context,
  backend: EnvironmentBackend,
  enclaves: readonly EnclaveRequest[],
  timeoutSeconds: number,
): Promise<void> {
  const store = requestStore(context, backend.environment);
  const asked: EnclaveRequest[] = [];
  for (const request of enclaves) {
    context.output.line(
      `enclave ${request.id} of ${request.owner}: goes back to ${backend.environment}, and is destroyed`,
    );
    asked.push(await store.change(request, { desiredState: "DESTROYED", leavesWorkspace: true }));
  }
  await settled(context, store, asked, timeoutSeconds);
}

async function settled(
  context: Context,
  store: RequestStore,
  asked: readonly EnclaveRequest[],
  timeoutSeconds: number,
): Promise<void> {
  const end = context.clock.now().getTime() + timeoutSeconds * 1000;
  for (let open = asked.map(({ id }) => id); open.length > 0; ) {
    const requests = await Promise.all(open.map((id) => store.get(id)));
    const failed = requests.filter((request) => isSettled(request) && !isDestroyed(request));
    if (failed.length > 0) {
      throw new FleetError(
        "DeploymentFailed",
        "enclaves of the workspace cannot be destroyed: see `fleet enclave show`, then run this again",
        failed.map(describe),
      );
    }
    const waiting = requests.filter((request) => !isSettled(request));
    if (waiting.length > 0 && context.clock.now().getTime() >= end) {
      throw new FleetError(
        "WaitTimedOut",
        `enclaves of the workspace are not destroyed after ${timeoutSeconds} s: see whether the environment's runtime is deployed, then run this again`,
        waiting.map(describe),
      );
    }
    open = waiting.map(({ id }) => id);
    if (open.length > 0) {
      await pause(context);
    }
  }
}

function pause({ clock, interruption }: Context): Promise<void> {
  return interruption.graceful(async (signal) => {
    try {
      await clock.sleep(INTERVAL, signal);
    } catch (cause) {
      throw new FleetError(
        "DeploymentInterrupted",
        "the wait for the workspace's enclaves was interrupted: they are destroyed all the same; run this again for the rest",
        [],
        { cause },
      );
    }
  });
}

function isDestroyed(request: EnclaveRequest): boolean {
  return request.status === "DESTROYED" && request.statusGeneration === request.generation;
}

function describe({ id, status, reason }: EnclaveRequest): string {
  return `${id} is ${status}${reason ? `: ${reason.message}` : ""}`;
}
