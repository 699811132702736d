import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";

/** `dr drill`: disaster recovery, rehearsed. */
export function defineDrillCommands(program: Command, start: Start): void {
  const recovery = program.command("dr").description("rehearse disaster recovery");
  recovery
    .command("drill")
    .description("damage copies of all stacks' states in every way, restore them, and write a report")
    .argument("<env>", "dev, staging or prod")
    .addHelpText(
      "after",
      `
The copies are in a bucket of their own, which is deleted at the end; the live state is only read. The report is
kept in the state bucket under .fleet/reports/drill/. Exit code 6 when a damage was not found or not repaired.

Examples:
  $ fleet dr drill dev
  $ fleet dr drill prod --json`,
    )
    .action(
      start<[string, object]>(async (context, environment) => {
        const { drill } = require("./drill") as typeof import("./drill");
        await drill(context, parseEnvironment(environment));
      }),
    );
}
