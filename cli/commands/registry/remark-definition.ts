import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";
import { WORKSPACE_ARGUMENT } from "./workspace-argument";

const ENV = ["--env <env>", "its environment; without it, all of them are looked at"] as const;

interface Where {
  readonly env?: string;
}

/** What a person says of a workspace: it is kept with its state, and in the operations log. */
export function defineRemarkCommands(workspace: Command, start: Start): void {
  workspace
    .command("tag")
    .description("set or remove tags of a workspace; its resources keep theirs")
    .argument("<name>", WORKSPACE_ARGUMENT)
    .argument("[key=value...]", "tags to set")
    .option("--remove <key...>", "tags to take away")
    .option(...ENV)
    .addHelpText(
      "after",
      `
The tags are Pulumi's own of the stack: \`pulumi stack tag ls\` shows them too.

Examples:
  $ fleet workspace tag pr-123 team=payments purpose=demo
  $ fleet workspace tag base --env dev --remove purpose`,
    )
    .action(
      start<[string, readonly string[], Where & { remove?: readonly string[] }]>(
        async (context, name, assignments, { env, remove = [] }) => {
          const { tag } = require("./tag") as typeof import("./tag");
          await tag(context, name, assignments, { environment: parsed(env), remove });
        },
      ),
    );
  workspace
    .command("describe")
    .description("say what a workspace is for; an empty text takes it away")
    .argument("<name>", WORKSPACE_ARGUMENT)
    .argument("<text>", "at most 256 characters")
    .option(...ENV)
    .addHelpText(
      "after",
      '\nExamples:\n  $ fleet workspace describe pr-123 "Signer with two keys, for the review on Friday"\n  $ fleet workspace describe pr-123 ""',
    )
    .action(
      start<[string, string, Where]>(async (context, name, text, { env }) => {
        const { describe } = require("./describe") as typeof import("./describe");
        await describe(context, name, text, parsed(env));
      }),
    );
}

function parsed(env: string | undefined) {
  return env === undefined ? undefined : parseEnvironment(env);
}
