import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";
import { parseLogScope } from "./log-scope";
import { parsePeriod } from "./period";

const ENVIRONMENT = "dev, staging or prod";
const PROJECT = ["--project <project>", "only this one: state, base, runtime or enclave"] as const;
const STACK = ["--stack <id>", "only that of one enclave: the request's id"] as const;
const DEFAULT_SINCE = "7d";

interface ScopeFlags {
  readonly project?: string;
  readonly stack?: string;
}

/** `audit …`: who did what to an environment's state. */
export function defineAuditCommands(program: Command, start: Start): void {
  const audit = program
    .command("audit")
    .description("show who did what to state, and verify the record of it");
  audit
    .command("show")
    .description("show operations, accesses and refusals in one timeline, from every record of them")
    .argument("<env>", ENVIRONMENT)
    .option(...PROJECT)
    .option(...STACK)
    .option("--since <period>", "how far back, in minutes, hours or days", DEFAULT_SINCE)
    .option("--who <text>", "only what somebody did whose ARN, user or host holds this")
    .option("--reads", "also what only read")
    .addHelpText(
      "after",
      "\nSources: the operations log; CloudTrail's files and history; S3 access logs. The end of the output says\nwhich of them is missing or late.\n\nExamples:\n  $ fleet audit show prod\n  $ fleet audit show prod --project base --since 12h --who ada --json",
    )
    .action(
      start<[string, ScopeFlags & { since: string; who?: string; reads?: boolean }]>(
        async (context, environment, { since, who, reads, ...flags }) => {
          const { show } = require("./show") as typeof import("./show");
          const scope = parseLogScope(flags);
          await show(context, parseEnvironment(environment), {
            ...scope,
            who,
            reads,
            sinceSeconds: parsePeriod(since),
          });
        },
      ),
    );
  audit
    .command("verify")
    .description("check that no entry of the operations log was altered, removed, put elsewhere or forged")
    .argument("<env>", ENVIRONMENT)
    .option(...PROJECT)
    .option(...STACK)
    .addHelpText(
      "after",
      "\nExit code 6 when something is wrong.\n\nExamples:\n  $ fleet audit verify prod\n  $ fleet audit verify prod --project enclave --stack payments-signer --json",
    )
    .action(
      start<[string, ScopeFlags]>(async (context, environment, flags) => {
        const { verify } = require("./verify") as typeof import("./verify");
        await verify(context, parseEnvironment(environment), parseLogScope(flags));
      }),
    );
}
