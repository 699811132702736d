import type { Command } from "commander";
import { ENVIRONMENTS, parseEnvironment } from "../../../contracts/environment";
import { parseStack } from "../stack-argument";
import type { Start } from "../start";
import type { ReleaseOptions } from "./release";

const PROJECT = "state, base, runtime, or enclave with --stack";
const ENVIRONMENT = "dev, staging or prod";
const STACK = ["--stack <id>", "with enclave: the request's id; with runtime: a workspace's name"] as const;

interface StackFlag {
  readonly stack?: string;
}

/** `lock …`: who keeps others from a stack, and whether that owner is alive. */
export function defineLockCommands(program: Command, start: Start): void {
  const lock = program
    .command("lock")
    .description("show who holds locks and leases of stacks, and release those of dead owners");
  lock
    .command("list")
    .description("list the locks and leases: who, since when, for what, and whether the owner is alive")
    .argument("[env]", `${ENVIRONMENT}; all when none is given`)
    .addHelpText("after", "\nExamples:\n  $ fleet lock list dev\n  $ fleet lock list --json")
    .action(
      start<[string | undefined, object]>(async (context, environment) => {
        const { list } = require("./list") as typeof import("./list");
        await list(context, environment === undefined ? ENVIRONMENTS : [parseEnvironment(environment)]);
      }),
    );
  lock
    .command("show")
    .description("show everything that is known of one stack's lock and lease")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option(...STACK)
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet lock show base dev\n  $ fleet lock show enclave prod --stack payments-signer --json",
    )
    .action(
      start<[string, string, StackFlag]>(async (context, project, environment, { stack }) => {
        const { show } = require("./show") as typeof import("./show");
        await show(context, parseStack(project, environment, stack));
      }),
    );
  lock
    .command("release")
    .description("release the lock and lease of a dead owner")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option(...STACK)
    .option("--force", "also when nobody can tell whether the owner is dead; needs --reason")
    .option("--reason <text>", "why it is forced; it goes into the operations log")
    .addHelpText(
      "after",
      `
An owner that is known to be alive keeps its lock, also with --force: stop it first. What a killed run has left in
the state is settled by \`fleet recover\`, which releases its lock too.

Examples:
  $ fleet lock release base dev
  $ fleet lock release enclave prod --stack payments-signer
  $ fleet lock release base prod --force --reason "ada's laptop is lost, ticket 4711"`,
    )
    .action(
      start<[string, string, StackFlag & ReleaseOptions]>(
        async (context, project, environment, { stack, ...options }) => {
          const { release } = require("./release") as typeof import("./release");
          await release(context, parseStack(project, environment, stack), options);
        },
      ),
    );
}
