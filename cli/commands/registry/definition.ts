import type { Command } from "commander";
import { ENVIRONMENTS, parseEnvironment } from "../../../contracts/environment";
import { parseLimit } from "../limit-argument";
import { parseStack } from "../stack-argument";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import { parseWholeNumber } from "../whole-number-argument";

const PROJECT = "state, base, runtime, or enclave with --stack";
const ENVIRONMENT = "dev, staging or prod";
const STACK = ["--stack <id>", "with enclave: the request's id; with runtime: a workspace's name"] as const;

interface MigrateFlags {
  readonly sourceDir: string;
  readonly env: string;
  readonly location?: string;
  readonly batchSize: string;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly wait?: string;
}

interface StackFlag {
  readonly stack?: string;
}

/** `registry …`: the record of every stack, which is derived from state. */
export function defineRegistryCommands(program: Command, start: Start): void {
  const registry = program
    .command("registry")
    .description("the record of every stack, its resources and deployments");
  registry
    .command("rebuild")
    .description("index every stack of the environment anew, beside whatever goes on")
    .argument("<env>", ENVIRONMENT)
    .addHelpText(
      "after",
      `
The registry follows the state by itself. Run this once for stacks that are older than the registry, and whenever it
may have missed something: it reads every checkpoint, and writes what differs. It can be interrupted and run again.

Examples:
  $ fleet registry rebuild dev
  $ fleet registry rebuild prod --json`,
    )
    .action(
      start<[string, object]>(async (context, environment) => {
        const { rebuild } = require("./rebuild") as typeof import("./rebuild");
        await rebuild(context, parseEnvironment(environment));
      }),
    );
  registry
    .command("migrate")
    .description("take workspaces that are kept in files into the registry: metadata, states, index")
    .requiredOption(
      "--source-dir <folder>",
      "has <uuid>/terraform.tfstate, metadata/<uuid>.json and index.json",
    )
    .option(
      "--env <env>",
      "dev, staging or prod: the others' workspaces are left to a run of their own",
      "dev",
    )
    .option(
      "--location <url>",
      "what the folder is called in the records; its path on this machine without it",
    )
    .option("--batch-size <number>", "how many are written and verified at the same time", "10")
    .option("--dry-run", "show what would be done and change nothing")
    .option("--resume", "leave what is recorded as it is, and do not read it")
    .option("--undo", "take the folder's workspaces out of the registry; no file is changed")
    .option("--yes", "do not ask for confirmation")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
The folder is only read. What is recorded can be recorded again: only what differs is written. Which of the two is
believed afterwards, file or registry, is said by state:registryPhase in Pulumi.<env>.yaml: see docs/registry.md.

Examples:
  $ fleet registry migrate --source-dir workspaces --dry-run
  $ fleet registry migrate --source-dir workspaces --env prod --location s3://team-workspaces
  $ fleet registry migrate --source-dir workspaces --resume
  $ fleet registry migrate --source-dir workspaces --undo --yes`,
    )
    .action(
      start<[MigrateFlags]>(async (context, { env, wait, batchSize, ...options }) => {
        const { migrate } = require("./migrate") as typeof import("./migrate");
        await migrate(context, {
          ...options,
          environment: parseEnvironment(env),
          batchSize: parseWholeNumber("--batch-size", batchSize, { max: 1000, example: 10 }),
          waitSeconds: parseWait(wait),
        });
      }),
    );
}

/** The questions of `workspace …` that the registry answers. */
export function defineRegistryQueries(workspace: Command, start: Start): void {
  workspace
    .command("find")
    .description("tell which stack owns a resource, by its whole ARN, id, name or IP address")
    .argument("<what>", "an ARN, cloud id, name, or private or public IPv4 address")
    .option("--env <env>", "only in this environment; without it, all of them are asked")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet workspace find i-0123456789abcdef0\n  $ fleet workspace find 10.0.8.10 --env dev --json",
    )
    .action(
      start<[string, { env?: string }]>(async (context, what, { env }) => {
        const { find } = require("./find") as typeof import("./find");
        await find(context, what, env === undefined ? ENVIRONMENTS : [parseEnvironment(env)]);
      }),
    );
  workspace
    .command("resources")
    .description("list what a stack consists of, with ids and monthly costs")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option(...STACK)
    .option("--type <text>", "only types with this text in them, for instance sqs/queue")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet workspace resources base dev\n  $ fleet workspace resources enclave dev --stack payments-signer --type ec2",
    )
    .action(
      start<[string, string, StackFlag & { type?: string }]>(
        async (context, project, environment, { stack, type }) => {
          const { resources } = require("./resources") as typeof import("./resources");
          await resources(context, parseStack(project, environment, stack), type);
        },
      ),
    );
  workspace
    .command("history")
    .description("list a stack's deployments, newest first: what, when, by whom, how it ended")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option(...STACK)
    .option("--limit <number>", "the most to list", "20")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet workspace history base dev\n  $ fleet workspace history runtime dev --stack pr-123 --limit 5 --json",
    )
    .action(
      start<[string, string, StackFlag & { limit: string }]>(
        async (context, project, environment, { stack, limit }) => {
          const { history } = require("./history") as typeof import("./history");
          await history(context, parseStack(project, environment, stack), parseLimit(limit));
        },
      ),
    );
}
