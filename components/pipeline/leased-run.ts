import type { RecordAction } from "../../contracts/pipeline";
import type { Catcher, DefinitionArgs, Retrier, State } from "./definition";
import { functionState, named } from "./function-state";
import { runSeconds, runState } from "./run-state";

/** Waits between two tries for a lease, in seconds: the longest, and what jitter makes of it on average. */
const LEASE_MAX_DELAY = 30;
const LEASE_MEAN_DELAY = LEASE_MAX_DELAY / 2;

/**
 * To the lease's holder all its repetitions are given, and some minutes for its own bookkeeping, before a
 * successor loses patience.
 */
function waitForLease(runnerTimeoutSeconds: number): Retrier {
  return {
    ErrorEquals: named("LeaseHeld"),
    MaxAttempts: Math.ceil((runSeconds(runnerTimeoutSeconds) + 600) / LEASE_MEAN_DELAY),
    IntervalSeconds: 2,
    BackoffRate: 1.2,
    MaxDelaySeconds: LEASE_MAX_DELAY,
    JitterStrategy: "FULL",
  };
}

/** A limit for the whole execution that no allowed course of events reaches, in seconds. */
export function executionSeconds(runnerTimeoutSeconds: number): number {
  const leaseSeconds = waitForLease(runnerTimeoutSeconds).MaxAttempts * LEASE_MAX_DELAY;
  return leaseSeconds + runSeconds(runnerTimeoutSeconds) + 3600;
}

/**
 * What every step does with an error: a request that has moved on, or has arrived already, is let go; all else is
 * handled. A replayed stream (a new trigger reads it from its beginning) meets requests that have arrived.
 */
export const CATCHERS: readonly Catcher[] = [
  {
    ErrorEquals: named("GenerationSuperseded", "ForbiddenTransition"),
    ResultPath: "$.error",
    Next: "Release",
  },
  { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "HandleError" },
];

/** The input of the execution, without what its steps have added. */
const INPUT = {
  "id.$": "$.id",
  "generation.$": "$.generation",
  "operation.$": "$.operation",
  "correlationId.$": "$.correlationId",
};

function recordPayload(action: RecordAction): Readonly<Record<string, unknown>> {
  return { action, input: INPUT, "execution.$": "$$.Execution.Id" };
}

/**
 * The steps that both state machines have in common: take the lease, run the runner, record what it made, and what
 * happens when one of them fails. Begins at `Acquire`.
 */
export function leasedRun(args: DefinitionArgs): Readonly<Record<string, State>> {
  return {
    Acquire: functionState({
      functionArn: args.recordFunctionArn,
      payload: recordPayload("acquire"),
      retry: [waitForLease(args.runnerTimeoutSeconds)],
      catch: CATCHERS,
      resultSelector: { "fence.$": "$.Payload.fence" },
      resultPath: "$.lease",
      next: "Run",
    }),
    Run: runState(args, "Finish", CATCHERS),
    Finish: functionState({
      functionArn: args.recordFunctionArn,
      payload: { ...recordPayload("finish"), "fence.$": "$.lease.fence", "result.$": "$.result" },
      catch: CATCHERS,
      resultPath: null,
      next: "Done",
    }),
    Done: { Type: "Succeed" },
    Release: functionState({
      functionArn: args.recordFunctionArn,
      payload: recordPayload("release"),
      resultPath: null,
      next: "Superseded",
    }),
    Superseded: { Type: "Succeed", Comment: "A newer generation has its own execution, or this one is done" },
    HandleError: functionState({
      functionArn: args.handleErrorFunctionArn,
      payload: { "state.$": "$", "execution.$": "$$.Execution.Id" },
      resultSelector: { "outcome.$": "$.Payload" },
      resultPath: "$.handled",
      next: "IsRejected",
    }),
    IsRejected: {
      Type: "Choice",
      Choices: [{ Variable: "$.error.Error", StringEquals: "RequestRejected", Next: "Rejected" }],
      Default: "Failed",
    },
    Rejected: { Type: "Succeed", Comment: "The requester's fault: the row says why, no operator is needed" },
    Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
  };
}
