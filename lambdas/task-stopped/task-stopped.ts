import {
  InvalidToken,
  SendTaskFailureCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { FleetError } from "../../contracts/errors";
import { failureOf } from "../../contracts/failure";
import type { Log } from "../log";

/** A runner's task that has ended, for whatever reason. */
export interface StoppedTask {
  readonly taskArn: string;
  /** The token by which a state machine waits for it. */
  readonly token: string;
  /** Of the execution that waits. */
  readonly correlationId?: string;
  /** ECS's own words. */
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly exitCode?: number;
  readonly containerReason?: string;
}

export interface TaskStoppedDependencies {
  readonly client: SFNClient;
  readonly log: Log;
}

export interface TaskStoppedOutput {
  /** False when the runner had answered itself, or the state machine no longer waits. */
  readonly reported: boolean;
}

/**
 * Fails the state that waits for a task which has stopped, long before its heartbeat would. A task that has
 * answered before it stopped is the normal case, and an event may come twice: its token is gone, and that is all.
 */
export async function taskStopped(
  task: StoppedTask,
  { client, log }: TaskStoppedDependencies,
): Promise<TaskStoppedOutput> {
  const { Error: error, Cause: cause } = failureOf(stopped(task));
  const reported = await client
    .send(new SendTaskFailureCommand({ taskToken: task.token, error, cause }))
    .then(() => true)
    .catch((failure: unknown) => {
      if (
        failure instanceof TaskTimedOut ||
        failure instanceof TaskDoesNotExist ||
        failure instanceof InvalidToken
      ) {
        return false;
      }
      throw failure;
    });
  const { taskArn, exitCode, correlationId } = task;
  log.info("task stopped", { taskArn, exitCode, reported, correlationId });
  return { reported };
}

function stopped(task: StoppedTask): FleetError {
  const details = [
    task.stopCode && `stop code: ${task.stopCode}`,
    task.stoppedReason && `reason: ${task.stoppedReason}`,
    task.exitCode !== undefined && `exit code: ${task.exitCode}`,
    task.containerReason && `container: ${task.containerReason}`,
  ];
  return new FleetError(
    "TaskStopped",
    "the runner's task stopped before it had answered",
    details.filter((line) => typeof line === "string"),
  );
}
