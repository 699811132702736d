import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";

/**
 * A process so that no other is taken for it: process ids are used again, and two machines may have one name.
 * Only Linux tells all of it.
 */
export interface ProcessIdentity {
  /** Digest of machine and process namespace. */
  readonly machine: string;
  /** The kernel's own id of this boot. */
  readonly boot: string;
  /** When the process began, in the kernel's ticks since the boot. */
  readonly start: string;
}

/** Whether process `pid` of this machine runs. One that has ended but that its parent has not noticed does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return processStatus(pid)?.state !== "Z";
}

/** @returns undefined when there is no such process, and where the system does not tell */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const status = processStatus(pid);
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const machine = createHash("sha256")
      .update(readFileSync("/etc/machine-id", "utf8").trim())
      .update(readlinkSync("/proc/self/ns/pid"))
      .digest("hex")
      .slice(0, 32);
    return status && { machine, boot, start: status.start };
  } catch {
    return undefined;
  }
}

/** When process `pid` began, by this machine's clock; undefined when there is none, and where it is not told. */
export function processStart(pid: number): Date | undefined {
  const status = processStatus(pid);
  if (!status) {
    return undefined;
  }
  try {
    const [uptime = ""] = readFileSync("/proc/uptime", "utf8").split(" ");
    const age = Number(uptime) - Number(status.start) / TICKS_PER_SECOND;
    return new Date(Date.now() - age * 1000);
  } catch {
    return undefined;
  }
}

/** USER_HZ: the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

function processStatus(pid: number): { readonly state: string; readonly start: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // `<pid> (<name>) <state> …`; the name may hold anything, also parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, start] = [fields[0], fields[19]];
    return state && start ? { state, start } : undefined;
  } catch {
    // no /proc outside Linux
    return undefined;
  }
}
