import type { ChildProcess } from "node:child_process";
import { hostname } from "node:os";
import type { LockHolder } from "./locks";

const running = new Set<number>();

/** Remembers that this process runs the Pulumi CLI as `child`, until it ends, and ends it with itself. */
export function trackCli(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  running.add(pid);
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  child.once("exit", () => {
    running.delete(pid);
    process.off("exit", end);
  });
}

/** Whether a lock is that of this process or of a CLI that it runs. */
export function isOwnLock({ hostname: host, pid }: LockHolder): boolean {
  return host === hostname() && (pid === process.pid || running.has(pid));
}
