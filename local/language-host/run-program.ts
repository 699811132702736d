import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { parseRuntimeOptions, runArguments, runEnvironment } from "./run-arguments";

/** Exit code of a program that has already shown its error: the engine must not add to it. */
const EXIT_AFTER_MESSAGE = 32;

/** Runs the program of `request` to its end; a program that fails is an answer, not an exception. */
export async function runProgram(
  request: RunRequest,
  engineAddress: string,
  signal: AbortSignal,
): Promise<RunResponse> {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const options = parseRuntimeOptions(info?.getOptions()?.toJavaScript() ?? {});
  const runnerPath = createRequire(join(directory, "index.ts")).resolve("@pulumi/pulumi/cmd/run");

  const program = spawn(process.execPath, runArguments(request, engineAddress, options, runnerPath), {
    // The official host leaves its own working directory, which the engine sets to the program's.
    cwd: directory,
    env: { ...process.env, ...runEnvironment(request, options) },
    // The host's own stdout has the port as its first line and belongs to the engine from then on.
    stdio: ["ignore", "inherit", "inherit"],
  });
  const stop = () => program.kill("SIGINT");
  signal.addEventListener("abort", stop, { once: true });
  try {
    const exit = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
      program.once("error", reject);
      program.once("exit", (code, killedBy) => resolve(code ?? killedBy ?? 1));
    });
    return response(exit);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function response(exit: number | NodeJS.Signals): RunResponse {
  const answer = new RunResponse();
  if (exit === EXIT_AFTER_MESSAGE) {
    answer.setBail(true);
  } else if (exit !== 0) {
    answer.setError(`Program exited with non-zero exit code: ${exit}`);
  }
  return answer;
}
