import { isExpiringSoon } from "../../backend/workspaces/expiry";
import { FleetError } from "../../contracts/errors";
import { type Failure, failureOf, reasonOf } from "../../contracts/failure";
import { type PipelineInput, repeatedInput } from "../../contracts/pipeline";
import { outcomeOf } from "../handle-error/outcome";
import type { AskedExecution } from "../start-execution";
import type { ObservedRow } from "./observed-row";

/** What was found out of a row's executions so far. */
export interface Seen {
  /** Executions of the row's intent, the first and its repetitions, as the call that started each answered. */
  readonly executions: readonly AskedExecution[];
  /** A holder of the row's lease, and whether it runs. */
  readonly holder?: { readonly execution: string; readonly running: boolean };
}

export const NOTHING_SEEN: Seen = { executions: [] };

/** The next thing to do about a row. */
export type Action =
  | { readonly kind: "nothing" }
  /** Find out whether the lease's holder runs. */
  | { readonly kind: "look"; readonly execution: string }
  /** Start this execution, or find out what became of it: one call does both. */
  | { readonly kind: "start"; readonly input: PipelineInput }
  /** Store the failure that the execution could not store itself. */
  | { readonly kind: "settle"; readonly execution: string; readonly failure: Failure }
  /** Give back the lease of an execution that has ended. */
  | { readonly kind: "release"; readonly execution: string }
  | { readonly kind: "warn"; readonly end: Date }
  | { readonly kind: "expire" };

/** Executions of one generation, the first one included: what ends so often without a result ends so again. */
export const MAX_EXECUTIONS = 4;

const NOTHING: Action = { kind: "nothing" };

/**
 * What a row needs next. Total, and the same for whoever asks: two reconcilers that see the same do the same, which all
 * of these actions allow.
 */
export function decide(row: ObservedRow, seen: Seen, now: Date): Action {
  if (row.holder !== undefined && row.holder !== seen.holder?.execution) {
    return { kind: "look", execution: row.holder };
  }
  if (row.holder !== undefined && seen.holder?.running) {
    return NOTHING;
  }
  if (!row.settled) {
    return onward(row, seen.executions);
  }
  return row.holder === undefined ? atItsAge(row, now) : { kind: "release", execution: row.holder };
}

/** A generation that has not come to its end, on which no holder of the lease works. */
function onward({ input, fence, holder }: ObservedRow, executions: readonly AskedExecution[]): Action {
  const last = executions.at(-1);
  if (!last) {
    return { kind: "start", input };
  }
  if (!last.end) {
    return NOTHING;
  }
  const { failure } = last.end;
  // What somebody has begun is ended in the name of who has begun it: nobody else's failure may end it.
  const execution = holder ?? last.executionArn;
  if (failure && outcomeOf(reasonOf(failure).error, fence !== undefined).status) {
    return { kind: "settle", execution, failure };
  }
  // It succeeded, or left the row to another execution, of which there is none: the row is not the one it knew, but
  // restored from a backup, or deleted by hand and asked for again.
  return executions.length < MAX_EXECUTIONS
    ? { kind: "start", input: repeatedInput(input, executions.length) }
    : { kind: "settle", execution, failure: failureOf(endless(executions.length)) };
}

function endless(times: number): FleetError {
  return new FleetError(
    "PipelineFailed",
    `${times} executions of this generation have ended, and none has brought the request to an end`,
  );
}

function atItsAge({ lifetime, warnedOfEnd }: ObservedRow, now: Date): Action {
  if (!lifetime) {
    return NOTHING;
  }
  const { from, to } = lifetime;
  if (to <= now) {
    return { kind: "expire" };
  }
  const expires = to.toISOString();
  const isTimeToWarn = isExpiringSoon({ created: from.toISOString(), expires }, now);
  return isTimeToWarn && warnedOfEnd !== expires ? { kind: "warn", end: to } : NOTHING;
}
