import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";

/** `doctor`. */
export function defineInstallationCommands(program: Command, start: Start): void {
  const doctor = program
    .command("doctor")
    .description(
      "check what this machine and the chosen AWS account have for `fleet`, and say how to mend it",
    )
    .argument("[env]", "also check this environment's bucket and key: dev, staging or prod")
    .addHelpText("after", "\nExamples:\n  $ fleet doctor\n  $ fleet doctor prod --json")
    .action(
      start<[string | undefined, object]>(async (context, environment) => {
        const { doctor: examine } = require("./doctor") as typeof import("./doctor");
        await examine(context, environment);
      }),
    );
  doctor
    .command("registry")
    .description(
      "compare registry, state and AWS: missing, orphaned, stale, stuck, tags that disagree, hosts of nobody",
    )
    .argument("<env>", "dev, staging or prod")
    .option("--fix", "index anew what differs; neither state nor anything in AWS is changed")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet doctor registry dev\n  $ fleet doctor registry prod --fix\n  $ fleet doctor registry prod --json",
    )
    .action(
      start<[string, { fix?: boolean }]>(async (context, environment, { fix }) => {
        const { doctorRegistry } = require("../registry/doctor") as typeof import("../registry/doctor");
        await doctorRegistry(context, parseEnvironment(environment), { fix: fix === true });
      }),
    );
}
