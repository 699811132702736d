import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  paginateListClusters,
  paginateListTasks,
  StopTaskCommand,
  type Task,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { AwsProvider } from "../contracts/local-profile";
import { ContainerProcess } from "./tasks/container-process";
import { EventRules } from "./tasks/event-rules";
import { ProviderProcesses } from "./tasks/provider-process";
import { ScheduledTasks } from "./tasks/scheduled-tasks";
import { TaskCredentials } from "./tasks/task-credentials";
import { type ContainerExit, taskStoppedEvent } from "./tasks/task-event";
import { TaskLog } from "./tasks/task-log";
import { TaskMetadataEndpoint } from "./tasks/task-metadata";

/** How often it is looked for new and for stopped tasks, in milliseconds. */
const POLL_INTERVAL = 100;

/** Schedules count minutes: every such look is enough for them. */
const POLLS_PER_SCHEDULE = 10;

/** Fargate's own, in seconds, for a container that says nothing. */
const DEFAULT_STOP_TIMEOUT = 30;

/** Exit code of a container that could not be started. */
const NOT_STARTED = 1;

/** The image's CMD. */
const IMAGE_COMMAND = "runner/main.ts";

/** DescribeTasks takes no more at once. */
const TASKS_PER_CALL = 100;

export interface TaskHostOptions {
  readonly endpoint: string;
  readonly region: string;
  /** Folder of the repository: its runner or `fleet` is run, whatever image the task definition names. */
  readonly root: string;
  /** Folder that gets a file per task. */
  readonly logs: string;
  /** PATH of the containers: where `pulumi` is, and the plugin for aws if they use it. */
  readonly path: string;
  /** @default the stand-in */
  readonly awsProvider?: AwsProvider;
  /**
   * What time it is for schedules.
   * @default the system's clock
   */
  readonly now?: () => Date;
  readonly log: (message: string) => void;
}

interface RunningTask {
  readonly cluster: string;
  /** Set when somebody called StopTask. */
  stopping: boolean;
  container?: ContainerProcess;
  stopTimeout: number;
  ended: Promise<void>;
}

/**
 * Stands in for Fargate: the emulator keeps the books of tasks, and this runs them as processes, with the task
 * role's credentials, ECS's stop signals and its state-change event.
 */
export class TaskHost {
  readonly #options: TaskHostOptions;
  readonly #ecs: ECSClient;
  readonly #credentials: TaskCredentials;
  readonly #rules: EventRules;
  readonly #schedules: ScheduledTasks;
  readonly #providers: ProviderProcesses;
  readonly #metadata = new TaskMetadataEndpoint();
  readonly #stopped = new AbortController();
  readonly #tasks = new Map<string, RunningTask>();
  #watching: Promise<void> | undefined;

  constructor(options: TaskHostOptions) {
    const { endpoint, region } = options;
    this.#options = options;
    this.#ecs = new ECSClient({
      endpoint,
      region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    this.#credentials = new TaskCredentials({ endpoint, region });
    this.#rules = new EventRules(options);
    this.#schedules = new ScheduledTasks({
      now: () => new Date(),
      ...options,
      credentials: this.#credentials,
    });
    this.#providers = new ProviderProcesses(options.root, options.awsProvider);
  }

  start(): void {
    this.#watching ??= this.#watch();
  }

  /** Process ids of the containers by task ARN, for tests that kill one. */
  get processIds(): ReadonlyMap<string, number> {
    const running = [...this.#tasks].map(([arn, { container }]) => [arn, container?.pid] as const);
    return new Map(running.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
  }

  /** Stops every task as StopTask would, and waits for them. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#watching;
    await Promise.all([...this.#tasks.values()].map((task) => this.#stopContainer(task)));
    await Promise.all([...this.#tasks.values()].map(({ ended }) => ended));
    this.#ecs.destroy();
    this.#credentials.close();
    this.#rules.close();
    this.#schedules.close();
    this.#providers.close();
    await this.#metadata.close();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped;
    let polls = 0;
    while (!signal.aborted) {
      try {
        if (polls++ % POLLS_PER_SCHEDULE === 0) {
          await this.#schedules.runDue();
        }
        for await (const page of paginateListClusters({ client: this.#ecs }, {})) {
          for (const cluster of page.clusterArns ?? []) {
            await this.#follow(cluster);
          }
        }
      } catch (error) {
        this.#options.log(`tasks could not be listed: ${String(error)}`);
      }
      await sleep(POLL_INTERVAL, undefined, { signal }).catch(() => undefined);
    }
  }

  async #follow(cluster: string): Promise<void> {
    const wanted: string[] = [];
    for await (const page of paginateListTasks(
      { client: this.#ecs },
      { cluster, desiredStatus: "RUNNING" },
    )) {
      wanted.push(...(page.taskArns ?? []));
    }
    for (const task of await this.#describe(
      cluster,
      wanted.filter((arn) => !this.#tasks.has(arn)),
    )) {
      if (task.launchType === "FARGATE") {
        this.#begin(cluster, task);
      }
    }
    for (const [arn, task] of this.#tasks) {
      if (task.cluster === cluster && !wanted.includes(arn) && !task.stopping) {
        task.stopping = true;
        this.#stopContainer(task).catch((error: unknown) => this.#options.log(String(error)));
      }
    }
  }

  async #describe(cluster: string, arns: readonly string[]): Promise<Task[]> {
    const tasks: Task[] = [];
    for (let start = 0; start < arns.length; start += TASKS_PER_CALL) {
      const command = new DescribeTasksCommand({ cluster, tasks: arns.slice(start, start + TASKS_PER_CALL) });
      tasks.push(...((await this.#ecs.send(command)).tasks ?? []));
    }
    return tasks;
  }

  #begin(cluster: string, task: Task): void {
    const arn = task.taskArn ?? "";
    const running: RunningTask = {
      cluster,
      stopping: false,
      stopTimeout: DEFAULT_STOP_TIMEOUT,
      ended: Promise.resolve(),
    };
    this.#tasks.set(arn, running);
    running.ended = this.#runTask(task, running)
      .catch((error: unknown) => {
        this.#options.log(`task ${arn} failed: ${String(error)}`);
        return { exitCode: NOT_STARTED };
      })
      .then((exit) => this.#reportStopped(arn, running, exit))
      .catch((error: unknown) =>
        this.#options.log(`the end of task ${arn} was not reported: ${String(error)}`),
      )
      .finally(() => this.#tasks.delete(arn));
  }

  async #runTask(task: Task, running: RunningTask): Promise<ContainerExit> {
    const { endpoint, region, root, logs, path } = this.#options;
    const { taskDefinition } = await this.#ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }),
    );
    const container = onlyContainer(taskDefinition);
    running.stopTimeout = container.stopTimeout ?? DEFAULT_STOP_TIMEOUT;
    const arn = task.taskArn ?? "";
    const taskId = arn.split("/").at(-1) ?? "";
    const given = {
      ...variables(container.environment),
      ...variables(overrideOf(task, container)?.environment),
    };
    const aws = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      ...settingsOfClients(given),
      ...(taskDefinition?.taskRoleArn && (await this.#credentials.of(taskDefinition.taskRoleArn, arn))),
    };
    const folder = mkdtempSync(join(tmpdir(), "fleet-task-"));
    const providers = await this.#providers.serve(aws);
    const log = new TaskLog({
      endpoint,
      region,
      file: join(logs, `task-${taskId}.log`),
      awslogs: container.logConfiguration?.options,
      container: container.name ?? "",
      taskId,
    });
    try {
      running.container = new ContainerProcess({
        command: [process.execPath, "-r", join(root, "register.cjs"), ...commandOf(task, container, root)],
        folder,
        environment: {
          PATH: path,
          HOME: folder,
          TMPDIR: folder,
          PULUMI_HOME: join(folder, "pulumi"),
          ...given,
          ...aws,
          ECS_CONTAINER_METADATA_URI_V4: await this.#metadata.serve({
            Cluster: task.clusterArn ?? "",
            TaskARN: arn,
          }),
          PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
        },
        onOutput: (chunk) => log.write(chunk),
      });
      this.#options.log(`task ${taskId} runs as process ${running.container.pid}`);
      if (running.stopping) {
        await this.#stopContainer(running);
      }
      return await running.container.exited;
    } finally {
      providers.stop();
      await log.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  async #stopContainer(task: RunningTask): Promise<void> {
    task.stopping = true;
    await task.container?.stop(task.stopTimeout * 1000);
  }

  async #reportStopped(arn: string, running: RunningTask, exit: ContainerExit): Promise<void> {
    const reason = "Essential container in task exited";
    await this.#ecs.send(new StopTaskCommand({ cluster: running.cluster, task: arn, reason }));
    const [task] = await this.#describe(running.cluster, [arn]);
    this.#options.log(`task ${arn} ended with ${exit.exitCode}`);
    if (task) {
      await this.#rules.deliver(taskStoppedEvent(task, exit, !running.stopping, new Date()));
    }
  }
}

/** @throws Error for a task definition that this cannot run as Fargate would */
export function onlyContainer(definition: TaskDefinition | undefined): ContainerDefinition {
  const [container, ...others] = definition?.containerDefinitions ?? [];
  const name = definition?.taskDefinitionArn;
  if (!container || others.length > 0) {
    throw new Error(`task definition ${name} must have exactly one container: the task host runs no other`);
  }
  if (container.secrets?.length) {
    throw new Error(`container ${container.name} of ${name} has secrets: the task host does not resolve any`);
  }
  return container;
}

function overrideOf(task: Task, container: ContainerDefinition) {
  return task.overrides?.containerOverrides?.find(({ name }) => name === container.name);
}

/** What the image's entry point is given: the task's command, the definition's, or the image's own. */
function commandOf(task: Task, container: ContainerDefinition, root: string): readonly string[] {
  const [file = IMAGE_COMMAND, ...args] = overrideOf(task, container)?.command ?? container.command ?? [];
  return [join(root, file), ...args];
}

/** What a task's variables say to AWS's clients: the providers, which run beside it here, are told the same. */
function settingsOfClients(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith("AWS_")));
}

function variables(
  pairs: readonly { readonly name?: string; readonly value?: string }[] = [],
): Record<string, string> {
  return Object.fromEntries(pairs.map(({ name = "", value = "" }) => [name, value]));
}
