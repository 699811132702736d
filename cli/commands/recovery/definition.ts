import type { Command } from "commander";
import { parseStack } from "../stack-argument";
import type { Start } from "../start";
import type { RecoverOptions } from "./recover";

interface Options extends Omit<RecoverOptions, "settleSeconds"> {
  readonly stack?: string;
  readonly settle: string;
}

/** `recover`: what is done after an engine has died in the middle of its work. */
export function defineRecoveryCommands(program: Command, start: Start): void {
  program
    .command("recover")
    .description("settle what a run that was killed has left: its lock, its pending operations, its state")
    .argument("<project>", "state, base, runtime or enclave")
    .argument("<env>", "dev, staging or prod")
    .option("--stack <id>", "with enclave: the request whose stack it is; with runtime: a workspace's name")
    .option("--dry-run", "show the steps and change nothing")
    .option("--settle <time>", "how long AWS may need to show what the killed run last asked for", "30s")
    .option("--yes", "do not ask for confirmation")
    .addHelpText(
      "after",
      `
Releases the lock when its owner is provably dead, looks in AWS for every resource whose creation was
interrupted and takes it into the state or forgets it, and refreshes. Every step is shown first. It can be
run twice, and finds nothing to do the second time.

Examples:
  $ fleet recover base dev --dry-run
  $ fleet recover base dev
  $ fleet recover enclave prod --stack payments-signer --yes --json`,
    )
    .action(
      start<[string, string, Options]>(async (context, project, environment, options) => {
        const { recover } = require("./recover") as typeof import("./recover");
        const { parseSettle } = require("./settling-time") as typeof import("./settling-time");
        const named = parseStack(project, environment, options.stack);
        await recover(context, named, { ...options, settleSeconds: parseSettle(options.settle) });
      }),
    );
}
