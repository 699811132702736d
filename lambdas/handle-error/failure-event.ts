import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Environment } from "../../contracts/environment";
import {
  EVENT_SOURCE,
  EVENT_TYPES,
  type EventType,
  type FailedExecution,
  type FailureEvent,
  failureNotice,
} from "../../contracts/failure-notice";
import type { Status } from "../../contracts/status";
import type { NotifyFailure } from "./notify";

/**
 * Puts failures on the account's default event bus, for programs.
 * @throws Error when EventBridge answers that it did not take the event: it does so with status 200
 */
export function eventNotifier(client: EventBridgeClient, environment: Environment): NotifyFailure {
  return async (failed) => {
    const detail: FailureEvent = { environment, ...failureNotice(failed) };
    const { FailedEntryCount: refused = 0, Entries: entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: EVENT_SOURCE,
            DetailType: eventType(failed),
            Resources: [failed.execution],
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    if (refused > 0) {
      throw new Error(`EventBridge refused the event: ${entries[0]?.ErrorCode} ${entries[0]?.ErrorMessage}`);
    }
  };
}

function eventType({ status }: FailedExecution): EventType {
  const types: { readonly [Name in Status]?: EventType } = EVENT_TYPES;
  return (status && types[status]) ?? EVENT_TYPES.lost;
}
