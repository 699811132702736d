import type { Command } from "commander";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import type { DriftOptions } from "./drift";

interface Flags extends Omit<DriftOptions, "waitSeconds"> {
  readonly stack?: string;
  readonly wait?: string;
}

/** `drift`: what was changed outside. */
export function defineDriftCommands(program: Command, start: Start): void {
  program
    .command("drift")
    .description("show what was changed outside since it was deployed, and by whom")
    .usage("[options] [project] <env>")
    .argument("<project|env>", "state, base, runtime or enclave; without it, every project")
    .argument("[env]", "dev, staging or prod")
    .option("--stack <id>", "with project enclave: the request's id, instead of every enclave")
    .option("--accept", "take it over into the state (refresh)")
    .option("--repair", "bring it back to what the program says (up)")
    .option(...WAIT_OPTION)
    .option("--yes", "do not ask for confirmation")
    .addHelpText(
      "after",
      `
Exit code 0 when everything is as it was deployed, 5 when something is not. ! marks matters of security. What
drift-suppressions.<env>.yaml beside Pulumi.<env>.yaml covers does not count:

  suppressions:
    - type: aws:dynamodb/table:Table      # or urn; * stands for any text
      attribute: tags.*                   # or deleted: true
      reason: owners are set by finance
      expires: 2026-12-31                 # the last day that it holds

Examples:
  $ fleet drift dev
  $ fleet drift base prod --json
  $ fleet drift base dev --repair`,
    )
    .action(
      start<[string, string | undefined, Flags]>(
        async (context, first, second, { stack, wait, ...options }) => {
          const { drift } = require("./drift") as typeof import("./drift");
          const { parseDriftSelection } = require("./selection") as typeof import("./selection");
          const { environment, selection } = parseDriftSelection(first, second, stack);
          await drift(context, environment, selection, { ...options, waitSeconds: parseWait(wait) });
        },
      ),
    );
}
