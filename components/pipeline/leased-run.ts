import {
  QUEUE_MAX_DELAY_SECONDS,
  QUEUE_SECONDS,
  type RecordAction,
  type SlotAction,
} from "../../contracts/pipeline";
import type { Catcher, Choice, DefinitionArgs, Retrier, State } from "./definition";
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
  // before its turn, and once more after it where another was faster
  const leaseSeconds = 2 * waitForLease(runnerTimeoutSeconds).MaxAttempts * LEASE_MAX_DELAY;
  const queueSeconds = QUEUE_SECONDS + QUEUE_MAX_DELAY_SECONDS;
  return leaseSeconds + queueSeconds + runSeconds(runnerTimeoutSeconds) + 3600;
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

function recordPayload(action: RecordAction | SlotAction): Readonly<Record<string, unknown>> {
  return { action, input: INPUT, "execution.$": "$$.Execution.Id" };
}

/** How an execution ends, when it has left: in success, too, where the error is no operator's business. */
const OUTCOMES: readonly Choice[] = [
  { Variable: "$.error", IsPresent: false, Next: "Done" },
  { Variable: "$.error.Error", StringEquals: "GenerationSuperseded", Next: "Superseded" },
  { Variable: "$.error.Error", StringEquals: "ForbiddenTransition", Next: "Superseded" },
  { Variable: "$.error.Error", StringEquals: "RequestRejected", Next: "Rejected" },
];

/**
 * The steps that both state machines have in common: wait for a slot, take the lease, run the runner, record what it
 * made, and what happens when one of them fails. Begins at `Admit`; every way leads through `Leave`.
 */
export function leasedRun(args: DefinitionArgs): Readonly<Record<string, State>> {
  const waiting = [waitForLease(args.runnerTimeoutSeconds)];
  return {
    Admit: functionState({
      functionArn: args.recordFunctionArn,
      payload: recordPayload("admit"),
      retry: waiting,
      catch: CATCHERS,
      resultSelector: { "admitted.$": "$.Payload.admitted", "waitSeconds.$": "$.Payload.waitSeconds" },
      resultPath: "$.slot",
      next: "IsAdmitted",
    }),
    IsAdmitted: {
      Type: "Choice",
      Choices: [{ Variable: "$.slot.admitted", BooleanEquals: true, Next: "Acquire" }],
      Default: "Queue",
    },
    Queue: { Type: "Wait", SecondsPath: "$.slot.waitSeconds", Next: "Admit" },
    Acquire: functionState({
      functionArn: args.recordFunctionArn,
      payload: recordPayload("acquire"),
      retry: waiting,
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
      next: "Leave",
    }),
    Release: functionState({
      functionArn: args.recordFunctionArn,
      payload: recordPayload("release"),
      resultPath: null,
      next: "Leave",
    }),
    HandleError: functionState({
      functionArn: args.handleErrorFunctionArn,
      payload: { "state.$": "$", "execution.$": "$$.Execution.Id" },
      resultSelector: { "outcome.$": "$.Payload" },
      resultPath: "$.handled",
      next: "Leave",
    }),
    Leave: functionState({
      functionArn: args.recordFunctionArn,
      payload: { ...recordPayload("leave"), "state.$": "$" },
      // whoever waits will find that this execution is over
      catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Outcome" }],
      resultPath: null,
      next: "Outcome",
    }),
    Outcome: { Type: "Choice", Choices: OUTCOMES, Default: "Failed" },
    Done: { Type: "Succeed" },
    Superseded: { Type: "Succeed", Comment: "A newer generation has its own execution, or this one is done" },
    Rejected: { Type: "Succeed", Comment: "The requester's fault: the row says why, no operator is needed" },
    Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
  };
}
