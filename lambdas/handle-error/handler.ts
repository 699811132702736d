import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FleetError } from "../../contracts/errors";
import { shown } from "../../contracts/findings";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import type { ErrorInput, ErrorOutput } from "../../contracts/pipeline";
import { stateMachineStep } from "../answer";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { parsePipelineInput } from "../pipeline-event";
import { RequestTable } from "../request-table";
import { failureNotifier } from "./failure-notifier";
import { type HandleErrorDependencies, handleError } from "./handle-error";

/** The data of an execution at the moment of its failure. */
interface FailedState {
  /** Answer of `acquire`, if the execution came that far. */
  readonly lease?: { readonly fence?: number };
  /** What the state machine's Catch put there. */
  readonly error?: { readonly Error?: unknown; readonly Cause?: unknown };
}

const log = functionLog("handle-error");

const dependencies = once((): HandleErrorDependencies => {
  const { environment, table, topic } = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    table: FUNCTION_ENVIRONMENT.requestTable,
    topic: FUNCTION_ENVIRONMENT.topic,
  });
  return {
    table: new RequestTable(new DynamoDBClient({}), table),
    notify: failureNotifier(environment, topic),
    log,
    now: () => new Date(),
  };
});

/** What the state machine sends. */
interface ErrorEvent {
  readonly state?: unknown;
  readonly execution?: unknown;
}

function parseErrorInput(event: ErrorEvent): ErrorInput {
  const { lease, error } = (event.state ?? {}) as FailedState;
  if (typeof event.execution !== "string" || typeof error?.Error !== "string") {
    throw new FleetError(
      "MalformedEvent",
      `execution ${shown(event.execution)} came without its error: check the state machine`,
    );
  }
  return {
    input: parsePipelineInput(event.state),
    execution: event.execution,
    fence: lease?.fence,
    error: { Error: error.Error, ...(typeof error.Cause === "string" && { Cause: error.Cause }) },
  };
}

/** A failed step of a state machine → the request's row, the event bus and the topic. */
export async function handle(event: ErrorEvent, dependencies: HandleErrorDependencies): Promise<ErrorOutput> {
  return handleError(parseErrorInput(event), dependencies);
}

export const handler = stateMachineStep(log, (event: ErrorEvent) => handle(event, dependencies()));
