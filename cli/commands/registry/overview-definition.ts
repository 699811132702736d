import type { Command } from "commander";
import { ENVIRONMENTS, parseEnvironment } from "../../../contracts/environment";
import { ownerOption } from "../owner-option";
import type { Start } from "../start";
import { parseWholeNumber } from "../whole-number-argument";
import { type FilterFlags, parseFilter } from "./list-filter";
import { WORKSPACE_ARGUMENT } from "./workspace-argument";

/** At most as many as fit on a screen, and more. */
const MONTHS = { max: 24, example: 6 };

interface CostFlags extends Pick<FilterFlags, "owner" | "template" | "tag" | "text"> {
  readonly by: string;
  readonly since?: string;
  readonly months?: string;
}

/** What workspaces cost, and how the resources of one hang together. */
export function defineOverviewCommands(workspace: Command, start: Start): void {
  workspace
    .command("cost")
    .description("sum what workspaces cost a month for being there")
    .argument("[env]", "dev, staging or prod; all when none is given")
    .option("--by <what>", "environment, owner, template, or tag:<key>", "environment")
    .addOption(ownerOption("only theirs; a requester gives their team"))
    .option(
      "--template <project>",
      "only of state, base, runtime, enclave, or terraform for those from files",
    )
    .option("--tag <key=value...>", "only with each of these tags")
    .option("--text <words>", "only with all these words in name, owner, description or tags")
    .option("--since <time>", "also what was added since then, for instance 7d")
    .option("--months <number>", "also what it was at the end of each of so many months, 1 to 24")
    .addHelpText(
      "after",
      `
What is billed by use is in no sum, and a type without a known price is counted. What it was is told by what each
deployment left behind, at the prices of the day when that was recorded.

Examples:
  $ fleet workspace cost
  $ fleet workspace cost dev --by owner --since 7d
  $ fleet workspace cost dev --owner payments --by template
  $ fleet workspace cost prod --by owner --months 6
  $ fleet workspace cost prod --by tag:team --json`,
    )
    .action(
      start<[string | undefined, CostFlags]>(
        async (context, environment, { by, since, months, ...flags }) => {
          const { cost } = require("./cost") as typeof import("./cost");
          const environments = environment === undefined ? ENVIRONMENTS : [parseEnvironment(environment)];
          await cost(context, environments, {
            by,
            filter: parseFilter(flags, context.clock.now()),
            since,
            months: months === undefined ? undefined : parseWholeNumber("--months", months, MONTHS),
          });
        },
      ),
    );
  workspace
    .command("graph")
    .description("draw which resource of a workspace depends on which, as Mermaid or SVG")
    .argument("<name>", WORKSPACE_ARGUMENT)
    .option("--env <env>", "its environment; without it, all of them are looked at")
    .option("--format <format>", "mermaid or svg", "mermaid")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet workspace graph base --env dev > base.mmd\n  $ fleet workspace graph pr-123 --format svg > pr-123.svg",
    )
    .action(
      start<[string, { env?: string; format: string }]>(async (context, name, { env, format }) => {
        const { graph } = require("./graph") as typeof import("./graph");
        await graph(context, name, {
          environment: env === undefined ? undefined : parseEnvironment(env),
          format,
        });
      }),
    );
}
