import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface EmulatorOptions {
  /** Port on loopback. */
  readonly port: number;
  /** File that gets the emulator's own output. */
  readonly logFile: string;
  /** Path of `ministack`. */
  readonly binary: string;
}

export interface Emulator {
  readonly endpoint: string;
  /** Leader of the process group that holds the emulator and everything it starts. */
  readonly pid: number;
  /** Resolves when the emulator has ended, however it did. */
  readonly ended: Promise<void>;
  /** Ends the emulator and everything it started. */
  stop(): Promise<void>;
}

/** Starts `ministack` with IAM checks that see what AWS would see. */
const LAUNCHER = join(__dirname, "emulator-iam", "launch.py");

/** Time to answer its first health check, in milliseconds. */
const START_TIMEOUT = 60_000;

/**
 * Runs the emulator as long as its standard input is open: the kernel closes that with the parent, however the
 * parent dies. What the emulator leaves behind in its process group is killed after a moment.
 */
const KEEPER = `
exec 3<&0
"$@" 3<&- & emulator=$!
{ cat <&3 >/dev/null; kill -TERM $emulator; sleep 5; kill -KILL 0; } &
wait $emulator
`;

/**
 * Starts AWS's emulator with IAM enforcement on, and waits until it answers.
 * @throws Error with the end of its log when it does not come up
 */
export async function startEmulator({ port, logFile, binary }: EmulatorOptions): Promise<Emulator> {
  const log = openSync(logFile, "a");
  const keeper = spawn("/bin/sh", ["-c", KEEPER, "emulator", pythonOf(binary), LAUNCHER], {
    detached: true,
    stdio: ["pipe", log, log],
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
      MINISTACK_HOST: "127.0.0.1",
      AUTH: "true",
    },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) =>
    keeper.once("exit", () => resolve()).once("error", () => resolve()),
  );
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => stopKeeper(keeper, ended);
  try {
    await Promise.race([answers(endpoint), ended.then(() => Promise.reject(new Error("it ended")))]);
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`the emulator ${binary} did not start on port ${port}: ${reason}\n${endOf(logFile)}`);
  }
  return { endpoint, pid: keeper.pid ?? 0, ended, stop };
}

/** The interpreter that `ministack` is installed for. */
function pythonOf(binary: string): string {
  return join(dirname(binary), "python3");
}

async function stopKeeper(keeper: ChildProcess, ended: Promise<void>): Promise<void> {
  keeper.stdin?.end();
  await ended;
  if (keeper.pid === undefined) return;
  try {
    process.kill(-keeper.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function answers(endpoint: string): Promise<void> {
  const end = Date.now() + START_TIMEOUT;
  while (Date.now() < end) {
    const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`no answer within ${START_TIMEOUT / 1000} s`);
}

function endOf(logFile: string): string {
  return readFileSync(logFile, "utf8").split("\n").slice(-20).join("\n");
}
