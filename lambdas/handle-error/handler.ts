import { Metrics } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { parseEnvironment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { shown } from "../../contracts/findings";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { METRIC_NAMESPACE } from "../../contracts/metrics";
import type { ErrorInput, ErrorOutput } from "../../contracts/pipeline";
import { stateMachineStep } from "../answer";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { parsePipelineInput } from "../pipeline-event";
import { RequestTable } from "../request-table";
import { failureCounter } from "./failure-counter";
import { eventNotifier } from "./failure-event";
import { type HandleErrorDependencies, handleError } from "./handle-error";
import { inTurn, topicNotifier } from "./notify";

/** The data of an execution at the moment of its failure. */
interface FailedState {
  /** Answer of `acquire`, if the execution came that far. */
  readonly lease?: { readonly fence?: number };
  /** What the state machine's Catch put there. */
  readonly error?: { readonly Error?: unknown; readonly Cause?: unknown };
}

const log = functionLog("handle-error");

const metrics = once(() => new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "handle-error" }));

const dependencies = once((): HandleErrorDependencies => {
  const { environment, table, topic } = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    table: FUNCTION_ENVIRONMENT.requestTable,
    topic: FUNCTION_ENVIRONMENT.topic,
  });
  return {
    table: new RequestTable(new DynamoDBClient({}), table),
    notify: inTurn(
      eventNotifier(new EventBridgeClient({}), parseEnvironment(environment)),
      topicNotifier(new SNSClient({}), topic),
      failureCounter(metrics),
    ),
    log,
    now: () => new Date(),
  };
});

function parseErrorInput(event: { readonly state?: unknown; readonly execution?: unknown }): ErrorInput {
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
export const handler = stateMachineStep(
  log,
  async (event: { readonly state?: unknown; readonly execution?: unknown }): Promise<ErrorOutput> =>
    handleError(parseErrorInput(event), dependencies()),
);
