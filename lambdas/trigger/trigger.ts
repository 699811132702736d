import type { SFNClient } from "@aws-sdk/client-sfn";
import { FleetError } from "../../contracts/errors";
import { errorFields, type Log } from "../log";
import { type StateMachines, startExecution } from "../start-execution";
import { type Intent, intentOf, type RowVersionChange } from "./intent";

export interface TriggerDependencies {
  readonly client: SFNClient;
  readonly stateMachines: StateMachines;
  readonly log: Log;
  readonly count: (metric: TriggerMetric) => void;
}

/** Metrics of the trigger, in the namespace of the fleet. */
export const TRIGGER_METRICS = [
  "ExecutionsStarted",
  "RecordsSkipped",
  "UnknownEvents",
  "RecordsFailed",
  "ExecutionConflicts",
] as const;
export type TriggerMetric = (typeof TRIGGER_METRICS)[number];

/** A change and its place in the stream. */
export interface StreamChange extends RowVersionChange {
  readonly sequenceNumber: string;
}

/**
 * Starts what a batch of changes asks for, in the stream's order. A change that can never succeed does not keep
 * later ones waiting: they are started now, and once more, without effect, when Lambda replays the batch from
 * the failed one. Any other failure (throttling, an outage) ends the batch, as the next call would meet it too.
 * @returns the sequence number of the first change that failed, if any did
 */
export async function trigger(
  changes: readonly StreamChange[],
  dependencies: TriggerDependencies,
): Promise<string | undefined> {
  let firstFailure: string | undefined;
  for (const change of changes) {
    let intent: Intent | undefined;
    try {
      intent = intentOf(change);
      await carryOut(intent, dependencies);
    } catch (error) {
      firstFailure ??= change.sequenceNumber;
      dependencies.count("RecordsFailed");
      const fields = errorFields(error);
      if (fields.error === "ExecutionConflict") {
        dependencies.count("ExecutionConflicts");
      }
      dependencies.log.error("record failed", {
        ...fields,
        sequenceNumber: change.sequenceNumber,
        correlationId: intent?.kind === "start" ? intent.input.correlationId : undefined,
      });
      if (!(error instanceof FleetError)) {
        break;
      }
    }
  }
  return firstFailure;
}

async function carryOut(
  intent: Intent,
  { client, stateMachines, log, count }: TriggerDependencies,
): Promise<void> {
  if (intent.kind === "skip") {
    count(intent.reason === "unknown event" ? "UnknownEvents" : "RecordsSkipped");
    return;
  }
  const { id, generation, operation, correlationId } = intent.input;
  const { started } = await startExecution(client, stateMachines, intent.input);
  if (started) {
    count("ExecutionsStarted");
  }
  log.info(started ? "started" : "already started", {
    id: id.slice(0, 60),
    generation,
    operation,
    correlationId,
  });
}
