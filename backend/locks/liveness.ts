import { hostname, userInfo } from "node:os";
import { askedSeldom, COMPLETED, type DescribeRun, describeGitHubRun } from "./github-run";
import type { EcsTask, Holder } from "./holder";
import type { LeasedRun } from "./lease-record";
import type { LockHolder } from "./locks";
import { isRunning, type ProcessIdentity, processIdentity, processStart } from "./running-process";

/** Whether the owner of a lock or lease lives, and how that is known. */
export interface Liveness {
  /** `dead` only where it is proved. */
  readonly state: "alive" | "dead" | "unknown";
  /** `task 0a1b is STOPPED`, `process 7 runs on this host`, … */
  readonly evidence: string;
}

/** What ECS says of a task; undefined when it cannot be asked. */
export type DescribeTask = (task: EcsTask) => Promise<"MISSING" | string | undefined>;

/**
 * How much later than its lock a process may seem to have begun, in milliseconds, before its number counts as used
 * again: the clock may have been set in between.
 */
const CLOCK_TOLERANCE = 15 * 60_000;

/** How long an answer about a CI run is good for, in milliseconds. */
const RUN_ANSWER = 10_000;

const describeCiRun = askedSeldom((run) => describeGitHubRun(run, process.env), RUN_ANSWER);

/** Whether the process, task or CI run that holds a lease lives. */
export async function livenessOfHolder(
  holder: Holder,
  describeTask: DescribeTask,
  describeRun: DescribeRun = describeCiRun,
): Promise<Liveness> {
  if (holder.task) {
    const task = await livenessOfTask(holder.task, describeTask);
    if (task.state !== "unknown") {
      return task;
    }
  }
  const local = holder.process
    ? identified(holder.pid, holder.process, holder.hosted)
    : namedHere(holder.pid, holder.host, holder.user, undefined);
  return local ?? elsewhere(holder.host, holder, describeRun);
}

/** Whether the engine that holds a lock of Pulumi's lives; `run` is the run of ours that took it, if it was one. */
export async function livenessOfLock(
  { key, holder }: { readonly key: string; readonly holder?: LockHolder },
  run: LeasedRun | undefined,
  describeTask: DescribeTask,
  describeRun: DescribeRun = describeCiRun,
): Promise<Liveness> {
  if (!holder) {
    return { state: "unknown", evidence: "it cannot be read, so nobody can be asked" };
  }
  const noted = run?.lock?.key === key ? run.lock : undefined;
  const local = noted?.process
    ? identified(holder.pid, noted.process, run?.holder.hosted)
    : namedHere(holder.pid, holder.hostname, holder.username, Date.parse(holder.timestamp));
  if (run?.holder.task && (noted || local?.state !== "alive")) {
    // A container's processes end with its task, the engine among them.
    return livenessOfHolder(run.holder, describeTask);
  }
  return local ?? elsewhere(holder.hostname, run?.holder, describeRun);
}

async function livenessOfTask(task: EcsTask, describeTask: DescribeTask): Promise<Liveness> {
  const id = task.arn.split("/").at(-1);
  const status = await describeTask(task);
  switch (status) {
    case undefined:
      return { state: "unknown", evidence: `ECS cannot be asked about task ${id}` };
    case "STOPPED":
      return { state: "dead", evidence: `task ${id} is STOPPED` };
    case "MISSING":
      return { state: "dead", evidence: `ECS has forgotten task ${id}, as it does only with stopped ones` };
    default:
      return { state: "alive", evidence: `task ${id} is ${status}` };
  }
}

/** @returns undefined for a process of another machine */
function identified(pid: number, identity: ProcessIdentity, hosted = false): Liveness | undefined {
  const self = processIdentity(process.pid);
  // A hosted machine is never started again: with another boot it is another copy of the same image.
  if (self?.machine !== identity.machine || (hosted && self.boot !== identity.boot)) {
    return undefined;
  }
  if (self.boot !== identity.boot) {
    return { state: "dead", evidence: `this host was started again since process ${pid} ran` };
  }
  if (!isRunning(pid)) {
    return { state: "dead", evidence: `process ${pid} is gone from this host` };
  }
  return processIdentity(pid)?.start === identity.start
    ? { state: "alive", evidence: `process ${pid} runs on this host` }
    : { state: "dead", evidence: `process ${pid} of this host is another one by now` };
}

/** As {@link identified}, where only names are known: then user and host must be ours. */
function namedHere(
  pid: number,
  host: string,
  user: string,
  takenAt: number | undefined,
): Liveness | undefined {
  if (host !== hostname() || user !== userInfo().username) {
    return undefined;
  }
  if (!isRunning(pid)) {
    return { state: "dead", evidence: `process ${pid} is gone from this host` };
  }
  const began = processStart(pid)?.getTime();
  return began !== undefined && takenAt !== undefined && began - takenAt > CLOCK_TOLERANCE
    ? { state: "dead", evidence: `process ${pid} of this host began after the lock was taken` }
    : { state: "alive", evidence: `process ${pid} runs on this host` };
}

/** Of a process on another machine only a CI system can tell. */
async function elsewhere(
  host: string,
  owner: Holder | undefined,
  describeRun: DescribeRun,
): Promise<Liveness> {
  const run = owner?.run;
  if (!run) {
    return { state: "unknown", evidence: `it runs on ${host}: ask there` };
  }
  if (owner.kind !== "ci") {
    return { state: "unknown", evidence: `it runs on ${host}: look at ${run}` };
  }
  const answer = await describeRun(run);
  if ("unknown" in answer) {
    return { state: "unknown", evidence: `it runs on ${host}: ${answer.unknown}` };
  }
  if (answer.status !== COMPLETED) {
    return { state: "alive", evidence: `run ${run} is ${answer.status}` };
  }
  return owner.hosted
    ? { state: "dead", evidence: `run ${run} is completed, and its hosted machine gone` }
    : {
        state: "unknown",
        evidence: `run ${run} is completed, but its machine ${host} is not GitHub's own and may still run it: ask there`,
      };
}
