import type { Command } from "commander";
import type { Start } from "../start";

/** `validate`: what can be known of the repository without AWS. */
export function defineValidationCommands(program: Command, start: Start): void {
  program
    .command("validate")
    .description("check configuration, programs, policies and files of all environments, without asking AWS")
    .argument(
      "<what>",
      "all, or one of config, network, container, workflows, programs, state-machines, policies, separation, quotas, names",
    )
    .addHelpText("after", "\nExamples:\n  $ fleet validate all\n  $ fleet validate policies --json")
    .action(
      start<[string, object]>(async (context, what) => {
        const { validate } = require("./validate") as typeof import("./validate");
        await validate(context, what);
      }),
    );
}
