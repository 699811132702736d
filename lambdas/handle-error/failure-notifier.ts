import { Metrics } from "@aws-lambda-powertools/metrics";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { parseEnvironment } from "../../contracts/environment";
import { METRIC_NAMESPACE } from "../../contracts/metrics";
import { failureCounter } from "./failure-counter";
import { eventNotifier } from "./failure-event";
import { inTurn, type NotifyFailure, topicNotifier } from "./notify";

/**
 * Tells programs of failures by the event bus, then people by the topic, and counts them: under one name, whichever
 * function tells.
 * @param maxAttempts of each call; default the SDK's, for whom Step Functions calls again
 */
export function failureNotifier(environment: string, topicArn: string, maxAttempts?: number): NotifyFailure {
  return inTurn(
    eventNotifier(new EventBridgeClient({ maxAttempts }), parseEnvironment(environment)),
    topicNotifier(new SNSClient({ maxAttempts }), topicArn),
    failureCounter(new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "handle-error" })),
  );
}
