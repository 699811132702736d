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
    .description("show what is deployed where, what it costs a month, and who is at work on it")
    .argument("[scope]", "state, base, runtime, enclaves, or all", "all")
    .argument("[env]", "dev, staging or prod; all side by side without it")
    .addHelpText(
      "after",
      `
The scope may be left out: fleet status dev. For one environment the requests are counted, too.

Examples:
  $ fleet status
  $ fleet status dev
  $ fleet status runtime prod --json`,
    )
    .action(
      start<[string, string | undefined, object]>(async (context, first, second) => {
        const { parseStatusArguments } = require("./status-arguments") as typeof import("./status-arguments");
        const { scopes, environment } = parseStatusArguments(first, second);
        const { status, statusOfAll } = require("./status") as typeof import("./status");
        await (environment ? status(context, environment, scopes) : statusOfAll(context, scopes));
      }),
    );
}
