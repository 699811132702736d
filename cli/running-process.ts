import { readFileSync } from "node:fs";

/** Whether process `pid` of this machine runs. One that has ended but that its parent has not noticed does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // `<pid> (<name>) <state> …`; the name may hold anything, also parentheses.
    return stat.charAt(stat.lastIndexOf(")") + 2) === "Z";
  } catch {
    // no /proc outside Linux
    return false;
  }
}
