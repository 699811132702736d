import { ERROR_CATALOGUE } from "../../contracts/error-catalogue";
import type { PipelineErrorName } from "../../contracts/errors";
import type { Status } from "../../contracts/status";

/** What an error means for its request. */
export interface ErrorOutcome {
  /** Absent: the request's status is not this execution's to change. */
  readonly status?: Extract<Status, "REJECTED" | "FAILED">;
  /** Whether people are told. */
  readonly notify: boolean;
}

/** @param leased whether the execution had begun its work */
export function outcomeOf(error: PipelineErrorName, leased: boolean): ErrorOutcome {
  // a race: somebody else has the request, or has finished it
  if (!ERROR_CATALOGUE[error].fixer) {
    return { notify: false };
  }
  if (error === "RequestNotFound") {
    return { notify: true };
  }
  return { status: error === "RequestRejected" && !leased ? "REJECTED" : "FAILED", notify: true };
}
