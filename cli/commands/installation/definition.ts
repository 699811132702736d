import type { Command } from "commander";
import type { Start } from "../start";

/** `doctor`. */
export function defineInstallationCommands(program: Command, start: Start): void {
  program
    .command("doctor")
    .description(
      "check what this machine and the chosen AWS account have for `fleet`, and say how to mend it",
    )
    .argument("[env]", "also check this environment's bucket and key: dev, staging or prod")
    .addHelpText("after", "\nExamples:\n  $ fleet doctor\n  $ fleet doctor prod --json")
    .action(
      start<[string | undefined, object]>(async (context, environment) => {
        const { doctor } = require("./doctor") as typeof import("./doctor");
        await doctor(context, environment);
      }),
    );
}
