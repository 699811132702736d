import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";

import type { NamedContext, Properties, ResourceType } from "../resource";

/** What a command gets besides its inputs. */
export interface CommandContext extends NamedContext {
  /** Variables of the caller, laid over those of this process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `command.local.Command`: really runs its commands, as the real provider does. */
export const localCommand: ResourceType<CommandContext> = {
  inputs: {
    create: "leaf",
    update: "leaf",
    delete: "leaf",
    dir: "leaf",
    environment: "map",
    interpreter: "leaf",
    logging: "leaf",
    stdin: "leaf",
    triggers: "leaf",
    addPreviousOutputInEnv: "leaf",
  },
  replaceOn: ["triggers"],
  volatile: ["stdout", "stderr"],
  create: async (inputs, context) => ({
    id: `cmd-${randomBytes(8).toString("hex")}`,
    outputs: await run(inputs.create, inputs, {}, context),
  }),
  read: async (id, known) => ({ id, outputs: known }),
  update: async (_, news, olds, context) => run(news.update ?? news.create, news, olds, context),
  delete: async (_, known, context) => {
    await run(known.delete, known, known, context);
  },
};

/** Output of a command that has run; none where there is no command. */
async function run(
  command: string | undefined,
  inputs: Properties,
  olds: Properties,
  { environment }: CommandContext,
): Promise<Properties> {
  if (command === undefined) return { stdout: olds.stdout ?? "", stderr: olds.stderr ?? "" };
  const [shell = "/bin/sh", ...flags]: string[] = inputs.interpreter ?? ["/bin/sh", "-c"];
  const child = spawn(shell, [...flags, command], {
    cwd: inputs.dir,
    env: { ...process.env, ...environment, ...previousOutput(inputs, olds), ...inputs.environment },
  });
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);
  child.stdin.on("error", ignoreBrokenPipe).end(inputs.stdin ?? "");
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject).once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  const output = { stdout: trimmed(await stdout), stderr: trimmed(await stderr) };
  if (status !== 0) throw new Error(`the command ended with ${status}: ${output.stderr || output.stdout}`);
  return output;
}

/** The real provider tells a command what the last one wrote, unless asked not to. */
function previousOutput({ addPreviousOutputInEnv }: Properties, olds: Properties): Properties {
  if (addPreviousOutputInEnv === false) return {};
  return {
    ...(olds.stdout ? { PULUMI_COMMAND_STDOUT: olds.stdout } : {}),
    ...(olds.stderr ? { PULUMI_COMMAND_STDERR: olds.stderr } : {}),
  };
}

async function collected(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function trimmed(output: string): string {
  return output.replace(/\r?\n$/, "");
}

/** A command need not read its input. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
