import { SFNClient } from "@aws-sdk/client-sfn";
import { functionLog } from "../log";
import { once } from "../once";
import { parseTaskEvent, type TaskEvent } from "./task-event";
import { type TaskStoppedDependencies, type TaskStoppedOutput, taskStopped } from "./task-stopped";

const dependencies = once(
  (): TaskStoppedDependencies => ({ client: new SFNClient({}), log: functionLog("task-stopped") }),
);

export async function handle(
  event: TaskEvent,
  { client, log }: TaskStoppedDependencies,
): Promise<TaskStoppedOutput> {
  const task = parseTaskEvent(event);
  if (!task) {
    log.warn("event ignored", { taskArn: event.detail?.taskArn, lastStatus: event.detail?.lastStatus });
    return { reported: false };
  }
  return taskStopped(task, { client, log });
}

/** An `ECS Task State Change` event → the state machine that waits for the task. */
export const handler = (event: TaskEvent): Promise<TaskStoppedOutput> => handle(event, dependencies());
