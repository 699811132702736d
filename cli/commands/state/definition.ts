import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { parseChoice } from "../choice-argument";
import { parseLimit } from "../limit-argument";
import { OPERATED_PROJECTS } from "../project/projects";
import { parseStack } from "../stack-argument";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";

const PROJECT = "state, base, runtime, or enclave with --stack";
const ENVIRONMENT = "dev, staging or prod";
const STACK = ["--stack <id>", "with enclave: the request's id; with runtime: a workspace's name"] as const;
const VERSION = "current, previous, or an id that `fleet state versions` lists; its beginning is enough";
const DEFAULT_LIMIT = "20";

interface StackFlag {
  readonly stack?: string;
}

/** `state …`: the versions of a stack's state. */
export function defineStateCommands(program: Command, start: Start): void {
  const state = program
    .command("state")
    .description("look at, check and restore the versions of a stack's state");
  state
    .command("versions")
    .description("list the versions, newest first: when, who, what, how many resources")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option(...STACK)
    .option("--limit <count>", "how many", DEFAULT_LIMIT)
    .option("--all", "also what an update saved on its way, step by step")
    .addHelpText(
      "after",
      "\n* is the current version, · one that an update saved on its way.\n\nExamples:\n  $ fleet state versions base dev\n  $ fleet state versions enclave prod --stack payments-signer --limit 100 --json",
    )
    .action(
      start<[string, string, StackFlag & { limit: string; all?: boolean }]>(
        async (context, project, environment, { stack, limit, all }) => {
          const { versions } = require("./versions") as typeof import("./versions");
          await versions(context, parseStack(project, environment, stack), { limit: parseLimit(limit), all });
        },
      ),
    );
  state
    .command("show")
    .description("list the resources of one version")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .argument("[version]", VERSION, "current")
    .option(...STACK)
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet state show base dev\n  $ fleet state show base dev previous --json",
    )
    .action(
      start<[string, string, string, StackFlag]>(
        async (context, project, environment, version, { stack }) => {
          const { show } = require("./show") as typeof import("./show");
          await show(context, parseStack(project, environment, stack), version);
        },
      ),
    );
  state
    .command("diff")
    .description("show which resources and inputs differ between two versions")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .argument("[from]", VERSION, "previous")
    .argument("[to]", VERSION, "current")
    .option(...STACK)
    .addHelpText(
      "after",
      "\nSecrets are compared and never shown.\n\nExamples:\n  $ fleet state diff base dev\n  $ fleet state diff base dev 3f2a8c71 current --json",
    )
    .action(
      start<[string, string, string, string, StackFlag]>(
        async (context, project, environment, from, to, { stack }) => {
          const { diff } = require("./diff") as typeof import("./diff");
          await diff(context, parseStack(project, environment, stack), from, to);
        },
      ),
    );
  state
    .command("export")
    .description("print a version as `pulumi stack import` takes it, secrets encrypted as they are")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .argument("[version]", VERSION, "current")
    .option(...STACK)
    .option("--file <path>", "write it to a file that only you can read")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet state export base dev > base-dev.json\n  $ fleet state export base dev previous --file base-dev.json",
    )
    .action(
      start<[string, string, string, StackFlag & { file?: string }]>(
        async (context, project, environment, version, { stack, file }) => {
          const { exportState } = require("./export") as typeof import("./export");
          await exportState(context, parseStack(project, environment, stack), version, file);
        },
      ),
    );
  state
    .command("restore")
    .description("make an old version the current one again; shows what that changes, and does it with --yes")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .argument("<version>", VERSION)
    .option(...STACK)
    .option("--yes", "do it; without it, nothing is changed")
    .option("--replaces <version>", "only if this version is still the current one, as the dry run says")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
A damaged version is refused. What is replaced stays as a version. Resources are not touched: what was deployed
since then is told as drift afterwards.

Examples:
  $ fleet state restore base dev previous
  $ fleet state restore base dev 3f2a8c71 --replaces 9b01d2e4 --yes --wait 10m`,
    )
    .action(
      start<[string, string, string, StackFlag & { yes?: boolean; replaces?: string; wait?: string }]>(
        async (context, project, environment, version, { stack, yes, replaces, wait }) => {
          const { restore } = require("./restore") as typeof import("./restore");
          const options = { yes, replaces, waitSeconds: parseWait(wait) };
          await restore(context, parseStack(project, environment, stack), version, options);
        },
      ),
    );
  state
    .command("move")
    .description("move resources from one project's state to another's; shows them, and does it with --yes")
    .argument("<env>", ENVIRONMENT)
    .argument("<resource...>", "URNs, or names where they are clear; everything below them goes along")
    .requiredOption("--from <project>", "state, base or runtime")
    .requiredOption("--to <project>", "state, base or runtime")
    .option("--yes", "do it; without it, nothing is changed")
    .addHelpText(
      "after",
      `
AWS is not touched. It is refused when a project would then depend on one that stands on it.

Examples:
  $ fleet state move dev zone --from base --to runtime
  $ fleet state move dev zone --from base --to runtime --yes --json`,
    )
    .action(
      start<[string, readonly string[], { from: string; to: string; yes?: boolean }]>(
        async (context, environment, names, { from, to, yes }) => {
          const { move } = require("./move") as typeof import("./move");
          await move(context, parseEnvironment(environment), names, {
            from: parseChoice("--from", from, OPERATED_PROJECTS),
            to: parseChoice("--to", to, OPERATED_PROJECTS),
            yes,
          });
        },
      ),
    );
  state
    .command("verify")
    .description("check a version: readable, complete, in order, secrets to be decrypted")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .argument("[version]", VERSION)
    .option(...STACK)
    .addHelpText(
      "after",
      "\nWithout a version, what is current and its backup. Exit code 6 when something is wrong.\n\nExamples:\n  $ fleet state verify base dev\n  $ fleet state verify runtime prod previous --json",
    )
    .action(
      start<[string, string, string | undefined, StackFlag]>(
        async (context, project, environment, version, { stack }) => {
          const { verify } = require("./verify") as typeof import("./verify");
          await verify(context, parseStack(project, environment, stack), version);
        },
      ),
    );
}
