import { hostname, userInfo } from "node:os";
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

/** Whether the process, or task, that holds a lease lives. */
export async function livenessOfHolder(holder: Holder, describeTask: DescribeTask): Promise<Liveness> {
  if (holder.task) {
    const task = await livenessOfTask(holder.task, describeTask);
    if (task.state !== "unknown") {
      return task;
    }
  }
  const local = holder.process
    ? identified(holder.pid, holder.process)
    : namedHere(holder.pid, holder.host, holder.user, undefined);
  return local ?? elsewhere(holder.host, holder.run);
}

/** Whether the engine that holds a lock of Pulumi's lives; `run` is the run of ours that took it, if it was one. */
export async function livenessOfLock(
  { key, holder }: { readonly key: string; readonly holder?: LockHolder },
  run: LeasedRun | undefined,
  describeTask: DescribeTask,
): Promise<Liveness> {
  if (!holder) {
    return { state: "unknown", evidence: "it cannot be read, so nobody can be asked" };
  }
  const noted = run?.lock?.key === key ? run.lock : undefined;
  const local = noted?.process
    ? identified(holder.pid, noted.process)
    : namedHere(holder.pid, holder.hostname, holder.username, Date.parse(holder.timestamp));
  if (run?.holder.task && (noted || local?.state !== "alive")) {
    // A container's processes end with its task, the engine among them.
    return livenessOfHolder(run.holder, describeTask);
  }
  return local ?? elsewhere(holder.hostname, run?.holder.run);
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
function identified(pid: number, identity: ProcessIdentity): Liveness | undefined {
  const self = processIdentity(process.pid);
  if (self?.machine !== identity.machine) {
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

function elsewhere(host: string, run: string | undefined): Liveness {
  return {
    state: "unknown",
    evidence: run ? `it runs on ${host}: look at ${run}` : `it runs on ${host}: ask there`,
  };
}
