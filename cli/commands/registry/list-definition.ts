import type { Command } from "commander";
import { ENVIRONMENTS, parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { parseLimit } from "../limit-argument";
import { ownerOption } from "../owner-option";
import type { Start } from "../start";
import { type FilterFlags, parseFilter, parseSort } from "./list-filter";

interface ListFlags extends FilterFlags {
  readonly sort: string;
  readonly limit: string;
  readonly cursor?: string;
  readonly csv?: boolean;
}

/** `workspace list`: everything by which workspaces are chosen from the registry. */
export function defineListCommand(workspace: Command, start: Start): void {
  workspace
    .command("list")
    .description("list the stacks of the environments: status, owner, resources, cost, time left")
    .argument("[env]", "dev, staging or prod; all when none is given")
    .option("--template <project>", "state, base, runtime, enclave, or terraform for those from files")
    .addOption(ownerOption("whose they are; a requester gives their team"))
    .option("--status <status...>", "also destroyed ones are listed by it; any for every status")
    .option("--tag <key=value...>", "with each of these tags")
    .option("--type <text>", "with a resource whose type has this text in it, for instance ec2/instance")
    .option("--older-than <time>", "created before, for instance 7d")
    .option("--newer-than <time>", "created since, for instance 24h")
    .option("--min-cost <usd>", "that cost so much a month, or more")
    .option("--max-cost <usd>", "that cost so much a month, or less")
    .option("--text <words>", "with all these words in name, owner, description or tags")
    .option("--sort <by>", "updated, created, name, owner, cost or resources", "updated")
    .option("--limit <number>", "the most on a page", "50")
    .option("--cursor <text>", "where the page begins, as the one before says")
    .option("--csv", "as comma-separated values, with all fields")
    .addHelpText(
      "after",
      `
Examples:
  $ fleet workspace list
  $ fleet workspace list dev --template runtime --status active updating
  $ fleet workspace list prod --owner payments --min-cost 100 --sort cost
  $ fleet workspace list --type ec2/instance --older-than 30d --csv > old-hosts.csv
  $ fleet workspace list dev --tag team=payments --text signer --json`,
    )
    .action(
      start<[string | undefined, ListFlags]>(async (context, environment, flags) => {
        const { list } = require("./list") as typeof import("./list");
        if (flags.csv && context.output.json) {
          throw new FleetError("InvalidArgument", "--csv and --json are two ways to print: use one of them");
        }
        await list(context, environment === undefined ? ENVIRONMENTS : [parseEnvironment(environment)], {
          filter: parseFilter(flags, context.clock.now()),
          sort: parseSort(flags.sort),
          limit: parseLimit(flags.limit),
          cursor: flags.cursor,
          csv: flags.csv,
        });
      }),
    );
}
