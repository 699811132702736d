import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";

/** `bootstrap` and `status`: commands on an environment as a whole. */
export function defineEnvironmentCommands(program: Command, start: Start): void {
  program
    .command("bootstrap")
    .description("create the environment's state bucket and key, and move their own state into the bucket")
    .argument("<env>", "dev, staging or prod")
    .addHelpText(
      "after",
      `
Can be run again at any point, also after it was killed: it goes on where it stopped, and takes over a bucket,
key or alias of the right name that is in no state.

Examples:
  $ fleet bootstrap dev
  $ fleet --local bootstrap dev`,
    )
    .action(
      start<[string, object]>(async (context, environment) => {
        const { bootstrap } = require("./bootstrap") as typeof import("./bootstrap");
        await bootstrap(context, parseEnvironment(environment));
      }),
    );
  program
    .command("status")
    .description("show the environment's stacks, locks and requests")
    .argument("<env>", "dev, staging or prod")
    .addHelpText("after", "\nExamples:\n  $ fleet status dev\n  $ fleet status prod --json")
    .action(
      start<[string, object]>(async (context, environment) => {
        const { status } = require("./status") as typeof import("./status");
        await status(context, parseEnvironment(environment));
      }),
    );
}
