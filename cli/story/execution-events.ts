import { type HistoryEvent, paginateGetExecutionHistory, type SFNClient } from "@aws-sdk/client-sfn";
import { reasonOf } from "../../contracts/failure";
import { executionNameOf } from "../../contracts/names";
import type { StoryEvent } from "./story-event";

/**
 * What an execution did: its start, its steps, what failed in them, its end. Empty when there was none, or when Step
 * Functions has forgotten it, which it does after 90 days.
 */
export async function executionEvents(
  client: SFNClient,
  executionArn: string,
): Promise<readonly StoryEvent[]> {
  const execution = executionNameOf(executionArn);
  const events: StoryEvent[] = [];
  try {
    for await (const { events: page = [] } of paginateGetExecutionHistory({ client }, { executionArn })) {
      for (const event of page) {
        const told = tell(event);
        // who waits for its turn asks for it again and again
        if (told && told.text !== events.at(-1)?.text) {
          events.push({ at: timeOf(event), source: "execution", execution, ...told });
        }
      }
    }
  } catch (error) {
    if ((error as Error).name !== "ExecutionDoesNotExist") {
      throw error;
    }
  }
  return events;
}

function timeOf({ timestamp }: HistoryEvent): string {
  return timestamp?.toISOString() ?? "";
}

function tell(event: HistoryEvent): Pick<StoryEvent, "text" | "failed"> | undefined {
  const { type = "" } = event;
  if (type === "ExecutionStarted") {
    return { text: "started", failed: false };
  }
  if (type === "ExecutionSucceeded") {
    return { text: "ended well", failed: false };
  }
  // a choice or a pause between two steps is none itself
  if (/^(Task|Succeed|Fail)StateEntered$/.test(type) && event.stateEnteredEventDetails?.name) {
    return { text: `step ${event.stateEnteredEventDetails.name}`, failed: false };
  }
  if (!/Failed$|TimedOut$|Aborted$/.test(type)) {
    return undefined;
  }
  const { error, cause } = failureIn(event);
  if (error === undefined) {
    return { text: type, failed: true };
  }
  const reason = reasonOf({ Error: error, Cause: cause });
  return {
    text: `${type}: ${reason.error}: ${[reason.message, ...reason.details].join("; ")}`,
    failed: true,
  };
}

/** Each kind of event has its own field for the same two strings. */
function failureIn(event: HistoryEvent): { readonly error?: string; readonly cause?: string } {
  return (
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails ??
    {}
  );
}
