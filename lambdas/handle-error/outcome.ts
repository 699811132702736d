import type { ErrorName } from "../../contracts/errors";
import type { Status } from "../../contracts/status";

/** What an error means for its request. */
export interface ErrorOutcome {
  /** Absent: the request's status is not this execution's to change. */
  readonly status?: Extract<Status, "REJECTED" | "FAILED">;
  /** Whether people are told. */
  readonly notify: boolean;
}

/** Races that the pipeline is built for: somebody else has the request, or has finished it. */
const RACES: readonly ErrorName[] = ["GenerationSuperseded", "LeaseLost", "ForbiddenTransition"];

/** @param leased whether the execution had begun its work */
export function outcomeOf(error: ErrorName, leased: boolean): ErrorOutcome {
  if (RACES.includes(error)) {
    return { notify: false };
  }
  if (error === "RequestNotFound") {
    return { notify: true };
  }
  return { status: error === "RequestRejected" && !leased ? "REJECTED" : "FAILED", notify: true };
}
