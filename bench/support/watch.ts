import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, as the one who waits for it sees it. */
export interface Watched {
  /** Milliseconds from the start of the process to the output that was waited for. */
  readonly firstOutput: number;
  /** Milliseconds from its start to its end. */
  readonly milliseconds: number;
  /** Peak resident memory of the process itself, without those that it starts. */
  readonly mebibytes: number;
  readonly stdout: string;
}

/** How often a process's memory is looked at, in milliseconds; Linux keeps the peak itself. */
const INTERVAL = 10;

/**
 * Runs a command to its end.
 *
 * @param output what counts as output that a person waits for; default: that the command has ended
 */
export async function watch(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output?: RegExp,
): Promise<Watched> {
  const started = performance.now();
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let kibibytes = 0;
  const look = setInterval(() => {
    kibibytes = Math.max(kibibytes, peakKibibytes(child.pid));
  }, INTERVAL);
  let firstOutput: number | undefined;
  let stdout = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (firstOutput === undefined && output?.test(stdout)) {
      firstOutput = performance.now() - started;
    }
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise((ended) => child.once("close", ended));
  clearInterval(look);
  const milliseconds = performance.now() - started;
  firstOutput ??= output ? undefined : milliseconds;
  if (code !== 0 || firstOutput === undefined) {
    throw new Error(`${file} ${args.join(" ")} ended with ${code}:\n${stdout}${errors}`);
  }
  return {
    firstOutput,
    milliseconds,
    mebibytes: kibibytes / 1024,
    stdout,
  };
}

/** 0 when the process has ended. */
function peakKibibytes(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
