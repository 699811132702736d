import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { GARBAGE_KINDS } from "../../gc/garbage";
import { parseChoice } from "../choice-argument";
import { parseSeconds } from "../enclave/seconds";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import { parseWholeNumber } from "../whole-number-argument";

interface Flags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly days: string;
  readonly only?: string[];
  readonly timeout: string;
  readonly wait?: string;
}

/** `gc`: what nobody needs any more, and what it costs. */
export function defineGcCommand(program: Command, start: Start): void {
  program
    .command("gc")
    .description("list what nobody needs any more, with what it costs, and remove it with --yes")
    .argument("<env>", "dev, staging or prod")
    .option("--dry-run", "only list, as without --yes")
    .option("--yes", "remove what is listed")
    .option("--days <days>", "leave images, log groups and versions alone that are younger", "30")
    .option("--only <kind...>", `of ${GARBAGE_KINDS.join(", ")}`)
    .option("--timeout <seconds>", "how long enclaves may take to go", "900")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
Expired enclaves and workspaces and orphaned stacks go the normal way, under their lease: by the pipeline, or by the
engine. One that is locked is skipped with a warning. Exit code 6 when something could not be looked at.

Examples:
  $ fleet gc dev
  $ fleet gc dev --only image log-group --days 7
  $ fleet gc dev --yes --wait 3m --json`,
    )
    .action(
      start<[string, Flags]>(async (context, environment, flags) => {
        const { gc } = require("./gc") as typeof import("./gc");
        if (flags.dryRun && flags.yes) {
          throw new FleetError(
            "InvalidArgument",
            "--dry-run and --yes contradict each other: give one of them",
          );
        }
        await gc(context, parseEnvironment(environment), {
          yes: flags.yes === true,
          days: parseWholeNumber("--days", flags.days, { max: 9999, example: 30 }),
          kinds: flags.only?.map((kind) => parseChoice("--only", kind, GARBAGE_KINDS)) ?? GARBAGE_KINDS,
          timeoutSeconds: parseSeconds(flags.timeout),
          waitSeconds: parseWait(flags.wait),
        });
      }),
    );
}
