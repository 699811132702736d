import { RUNNER_CONTAINER, RUNNER_ENVIRONMENT } from "../../contracts/pipeline";
import type { StoppedTask } from "./task-stopped";

interface Variable {
  readonly name?: string;
  readonly value?: string;
}

/** What of an `ECS Task State Change` event is used. */
export interface TaskEvent {
  readonly detail?: {
    readonly taskArn?: string;
    readonly lastStatus?: string;
    readonly stopCode?: string;
    readonly stoppedReason?: string;
    readonly containers?: readonly {
      readonly name?: string;
      readonly exitCode?: number;
      readonly reason?: string;
    }[];
    readonly overrides?: {
      readonly containerOverrides?: readonly {
        readonly name?: string;
        readonly environment?: readonly Variable[];
      }[];
    };
  };
}

/** The stopped runner of an event; undefined for a task that no state machine waits for. */
export function parseTaskEvent({ detail }: TaskEvent): StoppedTask | undefined {
  const override = detail?.overrides?.containerOverrides?.find(({ name }) => name === RUNNER_CONTAINER);
  const given = (field: keyof typeof RUNNER_ENVIRONMENT) =>
    override?.environment?.find(({ name }) => name === RUNNER_ENVIRONMENT[field])?.value;
  const token = given("taskToken");
  if (detail?.lastStatus !== "STOPPED" || !token) {
    return undefined;
  }
  const container = detail.containers?.find(({ name }) => name === RUNNER_CONTAINER);
  return {
    taskArn: detail.taskArn ?? "unknown",
    token,
    correlationId: given("correlationId"),
    stopCode: detail.stopCode,
    stoppedReason: detail.stoppedReason,
    exitCode: container?.exitCode,
    containerReason: container?.reason,
  };
}
