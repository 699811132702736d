import { randomUUID } from "node:crypto";
import type { Task } from "@aws-sdk/client-ecs";

/** How a container's process ended, as ECS reports it: 128 and the signal's number where a signal ended it. */
export interface ContainerExit {
  readonly exitCode: number;
}

/** An event of EventBridge. */
export interface AwsEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/**
 * The event by which ECS tells that a task has stopped. The emulator's StopTask says "UserInitiated" and exit code
 * 0 of every task; where the container ended by itself, this says so.
 *
 * @param byItself whether the container's end stopped the task, and not the other way round
 */
export function taskStoppedEvent(task: Task, exit: ContainerExit, byItself: boolean, now: Date): AwsEvent {
  const [, , , region = "", account = ""] = task.taskArn?.split(":") ?? [];
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "ECS Task State Change",
    source: "aws.ecs",
    account,
    time: now.toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [task.taskArn ?? ""],
    detail: {
      ...task,
      desiredStatus: "STOPPED",
      lastStatus: "STOPPED",
      stopCode: byItself ? "EssentialContainerExited" : "UserInitiated",
      stoppedReason: byItself ? "Essential container in task exited" : task.stoppedReason,
      containers: task.containers?.map((container) => ({
        ...container,
        lastStatus: "STOPPED",
        exitCode: exit.exitCode,
      })),
      stoppedAt: now.toISOString(),
      updatedAt: now.toISOString(),
    },
  };
}
