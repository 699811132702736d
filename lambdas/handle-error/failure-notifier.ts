import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { parseEnvironment } from "../../contracts/environment";
import { eventNotifier } from "./failure-event";
import { inTurn, type NotifyFailure, topicNotifier } from "./notify";

/** Tells programs of failures by the event bus, then people by the topic. */
export function failureNotifier(environment: string, topicArn: string): NotifyFailure {
  return inTurn(
    eventNotifier(new EventBridgeClient({}), parseEnvironment(environment)),
    topicNotifier(new SNSClient({}), topicArn),
  );
}
