import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Finished, TestFleet } from "./fleet";

const ROOT = resolve(__dirname, "..", "..");

/**
 * How long GitHub leaves a cancelled step after SIGINT, and then after SIGTERM, in milliseconds.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
const AFTER_SIGINT = 7500;
const AFTER_SIGTERM = 2500;

/** One step of a job as GitHub's runner starts it. */
export interface JobStep {
  readonly finished: Promise<Finished>;
  /** Cancels it as GitHub does: signals go to the step's own process, and only the last blow to all that it started. */
  cancel(): Promise<Finished>;
}

/** Runs `line` as `run:` of a workflow, in a shell of its own. */
export function startStep(fleet: TestFleet, line: string): JobStep {
  const script = join(fleet.home, "step.sh");
  writeFileSync(script, `${line}\n`);
  const shell = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, FLEET_PROFILE: join(fleet.home, "..", "profile.json") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  shell.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  shell.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  let running = true;
  const finished = new Promise<Finished>((end, fail) => {
    shell.once("error", fail);
    shell.once("exit", (code) => {
      running = false;
      end({ code, stdout, stderr });
    });
  });
  const within = (time: number) => Promise.race([finished, sleep(time, undefined, { ref: false })]);
  return {
    finished,
    cancel: async () => {
      shell.kill("SIGINT");
      await within(AFTER_SIGINT);
      if (running) {
        shell.kill("SIGTERM");
        await within(AFTER_SIGTERM);
      }
      try {
        process.kill(-Number(shell.pid), "SIGKILL");
      } catch {
        // Nothing of it is left.
      }
      return finished;
    },
  };
}
