import { DescribeTasksCommand, type ECSClient } from "@aws-sdk/client-ecs";
import type { EcsTask } from "./holder";

/**
 * ECS's own word on a task: its last status, or `MISSING` when it knows none.
 * @returns undefined when ECS does not say: a missing permission, another account or region
 */
export async function describeTask(ecs: ECSClient, { cluster, arn }: EcsTask): Promise<string | undefined> {
  try {
    const { tasks = [], failures = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
    const [task] = tasks;
    return task?.lastStatus ?? (failures.some(({ reason }) => reason === "MISSING") ? "MISSING" : undefined);
  } catch {
    return undefined;
  }
}
