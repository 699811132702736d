import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand, type ECSClient, type Task } from "@aws-sdk/client-ecs";
import { runnerLines } from "./runner-log";
import type { StoryEvent } from "./story-event";

export interface RunnerEventsQuery {
  readonly logGroup: string;
  readonly cluster: string;
  readonly executions: readonly string[];
  /** Of the first execution. */
  readonly since: Date;
}

/** What runner and engine wrote for these executions, and how their tasks ended. */
export async function runnerEvents(
  { logs, ecs }: { readonly logs: CloudWatchLogsClient; readonly ecs: ECSClient },
  { logGroup, cluster, executions, since }: RunnerEventsQuery,
): Promise<readonly StoryEvent[]> {
  const written: StoryEvent[] = [];
  const tasks = new Map<string, string>();
  for (const execution of executions) {
    for await (const { at, task, text, failed } of runnerLines(logs, { logGroup, execution, since })) {
      written.push({ at, source: "runner", execution, text, failed });
      tasks.set(task, execution);
    }
  }
  return [...written, ...(await taskEvents(ecs, cluster, tasks))];
}

/** DescribeTasks takes no more at once. ECS forgets a stopped task after an hour. */
const TASKS_PER_CALL = 100;

async function taskEvents(
  ecs: ECSClient,
  cluster: string,
  executions: ReadonlyMap<string, string>,
): Promise<readonly StoryEvent[]> {
  const ids = [...executions.keys()].slice(-TASKS_PER_CALL);
  if (ids.length === 0) {
    return [];
  }
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: ids }));
  return tasks.flatMap((task) => {
    const id = task.taskArn?.slice(task.taskArn.lastIndexOf("/") + 1) ?? "";
    const of = { source: "task", execution: executions.get(id) } as const;
    const started = task.startedAt && {
      ...of,
      at: task.startedAt.toISOString(),
      text: `task ${id} started`,
      failed: false,
    };
    const stopped = task.stoppedAt && { ...of, at: task.stoppedAt.toISOString(), ...ending(id, task) };
    return [started, stopped].filter((event) => event !== undefined);
  });
}

function ending(id: string, { stoppedReason, containers = [] }: Task): Pick<StoryEvent, "text" | "failed"> {
  const [container] = containers;
  const exit = container?.exitCode;
  const why = [exit === undefined ? undefined : `exit code ${exit}`, container?.reason, stoppedReason];
  return { text: `task ${id} stopped: ${why.filter(Boolean).join(", ")}`, failed: exit !== 0 };
}
