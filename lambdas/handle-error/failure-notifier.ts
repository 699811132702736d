import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { parseEnvironment } from "../../contracts/environment";
import { eventNotifier } from "./failure-event";
import { inTurn, type NotifyFailure, topicNotifier } from "./notify";

/**
 * Tells programs of failures by the event bus, then people by the topic.
 * @param maxAttempts of each; default the SDK's, for whom Step Functions calls again
 */
export function failureNotifier(environment: string, topicArn: string, maxAttempts?: number): NotifyFailure {
  return inTurn(
    eventNotifier(new EventBridgeClient({ maxAttempts }), parseEnvironment(environment)),
    topicNotifier(new SNSClient({ maxAttempts }), topicArn),
  );
}
