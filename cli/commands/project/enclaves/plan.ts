import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import type { DesiredState } from "../../../../contracts/status";

/** A request with what is to be asked for in its name. */
export interface Asked {
  readonly request: EnclaveRequest;
  readonly desiredState: DesiredState;
}

/** What `up` would do with the requests of an environment. */
export interface UpPlan {
  /** Asked for again as they are wanted: the pipeline runs the program for them once more. */
  readonly asked: readonly Asked[];
  /** Only their requesters can change what is wrong with them. */
  readonly rejected: readonly EnclaveRequest[];
}

/** Brings every enclave to what its request wants, also one whose run has failed or was never begun. */
export function planUp(requests: readonly EnclaveRequest[]): UpPlan {
  const unfinished = requests.filter(
    (request) => isOwn(request) && (request.desiredState === "DEPLOYED" || request.status !== "DESTROYED"),
  );
  const rejected = unfinished.filter((request) => isRejected(request));
  return {
    asked: unfinished
      .filter((request) => !isRejected(request))
      .map((request) => ({ request, desiredState: request.desiredState })),
    rejected,
  };
}

/** What `down` would do. */
export interface DownPlan {
  readonly asked: readonly Asked[];
  /** Stacks that no request asks for: the pipeline, which goes by the requests, cannot destroy them. */
  readonly orphans: readonly string[];
}

/** @param stacks names of the enclave stacks that hold something */
export function planDown(requests: readonly EnclaveRequest[], stacks: readonly string[]): DownPlan {
  const asked = requests.filter(
    (request) =>
      isOwn(request) &&
      (stacks.includes(request.id) || (request.desiredState === "DEPLOYED" && !isRejected(request))),
  );
  return {
    asked: asked.map((request) => ({ request, desiredState: "DESTROYED" })),
    orphans: stacks.filter((stack) => !requests.some(({ id }) => id === stack)),
  };
}

/** Whether it is the environment's own: those of a short-lived copy of runtime go up and down with the copy. */
function isOwn({ workspace }: EnclaveRequest): boolean {
  return workspace === undefined;
}

function isRejected({ status, statusGeneration, generation }: EnclaveRequest): boolean {
  return status === "REJECTED" && statusGeneration === generation;
}
