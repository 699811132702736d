import { setTimeout as sleep } from "node:timers/promises";
import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from "@aws-sdk/client-ecs";
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { RUNNER_ENVIRONMENT, type RunnerResult } from "../../contracts/pipeline";
import type { DeployedPipeline } from "./deployed-pipeline";

/** A task that a state machine has started and waits for. */
export interface RunnerTask {
  readonly taskArn: string;
  /** The container's overrides, by the names of `RUNNER_ENVIRONMENT`. */
  readonly variables: Readonly<Record<keyof typeof RUNNER_ENVIRONMENT, string | undefined>>;
  readonly startedBy: string | undefined;
  readonly raw: Task;
}

/** What the runner does with a task. */
export type RunnerBehaviour = (task: RunnerTask) => RunnerAnswer | Promise<RunnerAnswer>;
export type RunnerAnswer =
  | { readonly result: RunnerResult }
  | { readonly error: string; readonly cause: string }
  | "no answer";

/** Stands in for the runner's container: answers the token of each new task as the test says. */
export class FakeRunner {
  readonly tasks: RunnerTask[] = [];
  private readonly ecs: ECSClient;
  private readonly sfn: SFNClient;
  private readonly stopped = new AbortController();
  private readonly watching: Promise<void>;

  constructor(
    client: DeployedPipeline["client"],
    private readonly cluster: string,
    private readonly behaviour: RunnerBehaviour,
  ) {
    this.ecs = new ECSClient(client);
    this.sfn = new SFNClient(client);
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.watching;
    this.ecs.destroy();
    this.sfn.destroy();
  }

  private async watch(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await Promise.all((await this.newTasks()).map((task) => this.run(task)));
      await sleep(100);
    }
  }

  private async newTasks(): Promise<readonly RunnerTask[]> {
    const { taskArns = [] } = await this.ecs.send(new ListTasksCommand({ cluster: this.cluster }));
    const unknown = taskArns.filter((arn) => !this.tasks.some(({ taskArn }) => taskArn === arn));
    if (unknown.length === 0) {
      return [];
    }
    const { tasks = [] } = await this.ecs.send(
      new DescribeTasksCommand({ cluster: this.cluster, tasks: unknown }),
    );
    const found = tasks.map(runnerTask);
    this.tasks.push(...found);
    return found;
  }

  private async run(task: RunnerTask): Promise<void> {
    const answer = await this.behaviour(task);
    const taskToken = task.variables.taskToken;
    if (answer === "no answer") {
      return;
    }
    if ("result" in answer) {
      await this.sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer.result) }));
    } else {
      await this.sfn.send(new SendTaskFailureCommand({ taskToken, ...answer }));
    }
  }
}

function runnerTask(task: Task): RunnerTask {
  const environment = task.overrides?.containerOverrides?.flatMap((container) => container.environment ?? []);
  const variables = Object.entries(RUNNER_ENVIRONMENT).map(([name, variable]) => [
    name,
    environment?.find((pair) => pair.name === variable)?.value,
  ]);
  return {
    taskArn: task.taskArn ?? "",
    variables: Object.fromEntries(variables),
    startedBy: task.startedBy,
    raw: task,
  };
}
