import { DescribeTasksCommand, type ECSClient, paginateListTasks, type Task } from "@aws-sdk/client-ecs";
import type { Environment } from "../contracts/environment";
import { RUNNER_ENVIRONMENT } from "../contracts/pipeline";
import { runtimeNames } from "../contracts/runtime-names";

/** DescribeTasks takes no more at once. */
const TASKS_PER_CALL = 100;

export interface RequestTasks {
  /** Whether ECS's answer holds the asking task: an answer that lacks it may lack others too. */
  readonly includesSelf: boolean;
  /** ARNs of the other tasks of the request that are not STOPPED. */
  readonly others: readonly string[];
}

/** The runner's tasks that work, or may still work, for one request. */
export async function tasksOfRequest(
  ecs: ECSClient,
  of: { readonly environment: Environment; readonly id: string; readonly taskToken: string },
): Promise<RequestTasks> {
  const { cluster, runnerTaskFamily: family } = runtimeNames(of.environment);
  const tasks = await describeAll(ecs, cluster, [
    ...(await taskArns(ecs, cluster, family, "RUNNING")),
    // A task that was told to stop is listed here while its container still runs.
    ...(await taskArns(ecs, cluster, family, "STOPPED")),
  ]);
  const ofRequest = tasks.filter((task) => variable(task, RUNNER_ENVIRONMENT.id) === of.id);
  const isSelf = (task: Task) => variable(task, RUNNER_ENVIRONMENT.taskToken) === of.taskToken;
  return {
    includesSelf: ofRequest.some(isSelf),
    others: ofRequest
      .filter((task) => !isSelf(task) && task.lastStatus !== "STOPPED")
      .map((task) => task.taskArn ?? ""),
  };
}

async function taskArns(
  ecs: ECSClient,
  cluster: string,
  family: string,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListTasks({ client: ecs }, { cluster, family, desiredStatus })) {
    arns.push(...(page.taskArns ?? []));
  }
  return arns;
}

async function describeAll(ecs: ECSClient, cluster: string, arns: readonly string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let start = 0; start < arns.length; start += TASKS_PER_CALL) {
    const command = new DescribeTasksCommand({ cluster, tasks: arns.slice(start, start + TASKS_PER_CALL) });
    tasks.push(...((await ecs.send(command)).tasks ?? []));
  }
  return tasks;
}

function variable(task: Task, name: string): string | undefined {
  return task.overrides?.containerOverrides
    ?.flatMap((container) => container.environment ?? [])
    .find((pair) => pair.name === name)?.value;
}
