import { spawn } from "node:child_process";
import { delimiter, dirname, isAbsolute } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { trackCli } from "./cli-processes";

/**
 * The CLI `cli`, whose runs are known to {@link isOwnLock}, and are killed when `lost` is aborted: whoever has the
 * stack then must not find two writers. The Automation API's own signal only asks to stop.
 */
export function killableCommand(cli: PulumiCommand, lost?: AbortSignal): PulumiCommand {
  const value = (...args: RunArguments) => run(cli.command, lost, ...args);
  return Object.create(cli, { run: { value } });
}

/** Those of PulumiCommand.run, which is not public. */
type RunArguments = [
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
];

interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  toString(): string;
}

function run(
  command: string,
  lost: AbortSignal | undefined,
  ...[args, cwd, variables, onOutput, onError, signal]: RunArguments
): Promise<CommandResult> {
  if (signal?.aborted || lost?.aborted) {
    // The Automation API would let it run: it only listens to what comes later.
    return Promise.reject(commandError(`Command was not begun: ${[command, ...args].join(" ")}`, "", ""));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, nonInteractive(args), {
      cwd,
      env: {
        ...process.env,
        ...variables,
        ...bundledFirst(command, variables),
        PULUMI_AUTOMATION_API: "true",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    trackCli(child);
    const stop = () => child.kill("SIGINT");
    const kill = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", stop);
    lost?.addEventListener("abort", kill);
    const output = collect(child.stdout, onOutput);
    const errors = collect(child.stderr, onError);
    child.once("error", (error) => reject(commandError(error.message, "", "")));
    child.once("exit", (_, killedBy) => {
      if (killedBy) {
        // What it has started may hold its pipes open.
        child.stdout.destroy();
        child.stderr.destroy();
      }
    });
    child.once("close", (code, killedBy) => {
      signal?.removeEventListener("abort", stop);
      lost?.removeEventListener("abort", kill);
      if (code === 0) {
        resolve({ stdout: output(), stderr: errors(), code });
        return;
      }
      const how = killedBy ? `was killed with ${killedBy}` : `failed with exit code ${code}`;
      reject(commandError(`Command ${how}: ${[command, ...args].join(" ")}`, errors(), output()));
    });
  });
}

function nonInteractive(args: readonly string[]): string[] {
  return args.includes("--non-interactive") ? [...args] : [...args, "--non-interactive"];
}

/** So that the CLI's own language hosts and plugins are found before others. */
function bundledFirst(command: string, variables: Readonly<Record<string, string>>) {
  return isAbsolute(command)
    ? { PATH: `${dirname(command)}${delimiter}${variables.PATH ?? process.env.PATH}` }
    : {};
}

function collect(stream: NodeJS.ReadableStream, listener?: (text: string) => void): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    listener?.(chunk);
  });
  return () => text.replace(/\r?\n$/, "");
}

/** The error that the Automation API would make, so that callers can tell a conflict or a missing stack. */
function commandError(what: string, errors: string, output: string): Error {
  const { createCommandError } = require("@pulumi/pulumi/automation/errors") as {
    createCommandError(result: CommandResult): Error;
  };
  const stderr = [what, errors, output].filter((part) => part !== "").join("\n");
  const result: CommandResult = {
    stdout: "",
    stderr,
    code: -2,
    toString: () => `code: -2\n stdout: \n stderr: ${stderr}\n err?: Error: ${stderr}\n`,
  };
  return createCommandError(result);
}
