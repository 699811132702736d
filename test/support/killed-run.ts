import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import type { Finished, TestFleet } from "./fleet";

/**
 * Starts `fleet` and kills it with `kill -9` as soon as `reached` says so.
 *
 * @param what the whole group, so `fleet` and the engine that it started, or `fleet` alone
 */
export async function killedRun(
  fleet: TestFleet,
  args: readonly string[],
  reached: () => Promise<boolean>,
  what: "group" | "fleet" = "group",
): Promise<Finished> {
  const run = fleet.start(...args);
  while (run.process.exitCode === null && !(await reached())) {
    await delay(5);
  }
  if (run.process.exitCode !== null) {
    const { stdout, stderr } = await run.finished;
    expect.fail(`fleet ${args.join(" ")} ended before it could be killed\n${stdout}\n${stderr}`);
  }
  const pid = Number(run.process.pid);
  process.kill(what === "group" ? -pid : pid, "SIGKILL");
  return run.finished;
}
