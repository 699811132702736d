import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { ciRun, isHostedRunner } from "./ci-run";
import { type ProcessIdentity, processIdentity } from "./running-process";

/** Who runs something on a stack. */
export interface Holder {
  /** UUID of the run. */
  readonly id: string;
  readonly kind: "person" | "task" | "ci";
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly process?: ProcessIdentity;
  /** The ECS task that runs it. */
  readonly task?: EcsTask;
  /** Address or id of the CI run, or of the pipeline's execution. */
  readonly run?: string;
  /** With kind `ci`: whether the machine is the CI system's own, and gone when the run has ended. */
  readonly hosted?: boolean;
}

export interface EcsTask {
  readonly cluster: string;
  readonly arn: string;
}

/** This process, as a person's or a CI system's run, or as that of `task`. */
export function currentHolder(options: { readonly task?: EcsTask; readonly run?: string } = {}): Holder {
  const run = options.run ?? ciRun(process.env);
  const kind = options.task ? "task" : ciRun(process.env) ? "ci" : "person";
  return {
    id: randomUUID(),
    kind,
    user: userInfo().username,
    host: hostname(),
    pid: process.pid,
    process: processIdentity(process.pid),
    ...(options.task && { task: options.task }),
    ...(run !== undefined && { run }),
    ...(kind === "ci" && { hosted: isHostedRunner(process.env) }),
  };
}

/** `ada on desk (process 7)`, `task 0a1b (process 7)`, `ada on desk (process 7, run https://…)` */
export function describeHolder(holder: Holder): string {
  const { user, host, pid, task, run } = holder;
  if (task) {
    return `task ${task.arn.split("/").at(-1)} of cluster ${clusterName(task)}${run ? ` (run ${run})` : ""}`;
  }
  return `${user} on ${host} (process ${pid}${run ? `, run ${run}` : ""})`;
}

/** @returns undefined when `value` is none */
export function parseHolder(value: unknown): Holder | undefined {
  const { id, kind, user, host, pid, process, task, run, hosted } = (value ?? {}) as Partial<Holder>;
  const whole =
    isText(id) &&
    (kind === "person" || kind === "task" || kind === "ci") &&
    isText(user) &&
    isText(host) &&
    Number.isSafeInteger(pid) &&
    (process === undefined || [process?.machine, process?.boot, process?.start].every(isText)) &&
    (task === undefined || [task?.cluster, task?.arn].every(isText)) &&
    (run === undefined || isText(run)) &&
    (hosted === undefined || typeof hosted === "boolean");
  return whole ? ({ id, kind, user, host, pid, process, task, run, hosted } as Holder) : undefined;
}

function clusterName({ cluster }: EcsTask): string {
  return cluster.split("/").at(-1) ?? cluster;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
