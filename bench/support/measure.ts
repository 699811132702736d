import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./figure";

/** A whole process, as the operating system accounts for it. */
export interface Run {
  readonly milliseconds: number;
  /** Peak resident memory of the process itself, MiB; 0 when the command is not `node`. */
  readonly mebibytes: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Done before each run, outside its time. */
  readonly prepare?: () => void;
}

/** Runs a command once; a `node` process reports its own peak memory when it exits. */
export async function runOnce(command: Command): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  const report = join(folder, "peak");
  const hook = join(folder, "peak.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`,
  );
  const isNode = command.file === process.execPath;
  command.prepare?.();
  const started = process.hrtime.bigint();
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command.file, [...(isNode ? ["--require", hook] : []), ...command.args], {
        stdio: ["ignore", "pipe", "pipe"],
        env: command.env ?? process.env,
        ...(command.cwd ? { cwd: command.cwd } : {}),
      });
      let output = "";
      const keep = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000);
      };
      child.stdout.on("data", keep);
      child.stderr.on("data", keep);
      child.on("error", reject);
      child.on("close", (code) =>
        code === 0
          ? resolve()
          : reject(new Error(`${command.file} ${command.args.join(" ")} ended with ${code}:\n${output}`)),
      );
    });
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    return { milliseconds, mebibytes: isNode ? Number(readFileSync(report, "utf8")) / 1024 : 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the commands in turn, A B C A B C …, after one warm-up of each, so that a change of the machine's speed
 * meets all of them. Returns medians in the order of the commands.
 */
export async function runInTurn(commands: readonly Command[], rounds: number): Promise<readonly Run[]> {
  const runs: Run[][] = commands.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, command] of commands.entries()) {
      const run = await runOnce(command);
      if (round > 0) {
        runs[index]?.push(run);
      }
    }
  }
  return runs.map((of) => ({
    milliseconds: median(of.map((run) => run.milliseconds)),
    mebibytes: median(of.map((run) => run.mebibytes)),
  }));
}
