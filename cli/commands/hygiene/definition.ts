import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { HygieneKind } from "../../hygiene/hygiene-report";
import type { Start } from "../start";

const DESCRIPTIONS: Readonly<Record<HygieneKind, string>> = {
  daily: "release dead locks; check drift, growth, recoverability and the operations log",
  weekly: "what daily does, and whether lifecycle rules work and how histories grow",
  monthly: "what weekly does, and who has access to the bucket, and a recovery drill",
};

/** `hygiene daily|weekly|monthly`: what keeps an environment's state in order. */
export function defineHygieneCommands(program: Command, start: Start): void {
  const hygiene = program.command("hygiene").description("look after an environment's state");
  for (const kind of ["daily", "weekly", "monthly"] as const) {
    hygiene
      .command(kind)
      .description(DESCRIPTIONS[kind])
      .argument("<env>", "dev, staging or prod")
      .addHelpText(
        "after",
        `
The report is printed, and kept in the state bucket under .fleet/reports/${kind}/. Exit code 6 when something was
found or could not be checked. The daily one also runs by schedule (runtime:hygieneSchedule).

Examples:
  $ fleet hygiene ${kind} dev
  $ fleet hygiene ${kind} prod --json`,
      )
      .action(
        start<[string, object]>(async (context, environment) => {
          const { hygiene: run } = require("./hygiene") as typeof import("./hygiene");
          await run(context, kind, parseEnvironment(environment));
        }),
      );
  }
}
