import { Command } from "commander";
import { defineAccessCommands } from "./commands/access/definition";
import { defineAuditCommands } from "./commands/audit/definition";
import { defineCiCommands } from "./commands/ci/definition";
import { defineConfigCommands } from "./commands/config/definition";
import { defineConsoleCommand } from "./commands/console/definition";
import { defineDriftCommands } from "./commands/drift/definition";
import { defineDrillCommands } from "./commands/drill/definition";
import { defineEnclaveCommands } from "./commands/enclave/definition";
import { defineEnvironmentCommands } from "./commands/environment/definition";
import { defineGcCommand } from "./commands/gc/definition";
import { defineHygieneCommands } from "./commands/hygiene/definition";
import { defineInstallationCommands } from "./commands/installation/definition";
import { defineLocalCommands } from "./commands/local/definition";
import { defineLockCommands } from "./commands/lock/definition";
import { defineMigrationCommands } from "./commands/migration/definition";
import { defineProjectCommands } from "./commands/project/definition";
import { definePromotionCommands } from "./commands/promotion/definition";
import { defineRecoveryCommands } from "./commands/recovery/definition";
import { defineRegistryCommands } from "./commands/registry/definition";
import type { Start } from "./commands/start";
import { defineStateCommands } from "./commands/state/definition";
import { defineValidationCommands } from "./commands/validation/definition";
import { defineWorkspaceCommands } from "./commands/workspace/definition";
import type { Context, GlobalOptions } from "./context";

/**
 * The command tree: names, options and help only. What a command does is loaded when it is run, so that
 * `fleet --help` starts as fast as Node does.
 */
export function createProgram(create: (options: GlobalOptions) => Context = loadContext): Command {
  const program = new Command("fleet")
    .description("AWS Nitro Enclaves on request: operates the environments and their enclaves.")
    .option("--local", "use the AWS on this machine that `fleet local start` runs (or set FLEET_PROFILE)")
    .option("--json", "print the result as one JSON document on stdout, everything else on stderr")
    .exitOverride()
    .showHelpAfterError("(add --help for usage)");
  const start: Start =
    (work) =>
    async (...all) => {
      const command = all.at(-1) as Command;
      const context = create(command.optsWithGlobals<GlobalOptions>());
      const receive = () => context.interruption.receive();
      const loseReader = ({ code }: NodeJS.ErrnoException) => {
        if (code === "EPIPE") {
          context.interruption.loseReader();
        }
      };
      process.on("SIGINT", receive);
      process.on("SIGTERM", receive);
      process.stdout.on("error", loseReader);
      try {
        await work(context, ...all);
      } finally {
        process.stdout.off("error", loseReader);
        process.off("SIGINT", receive);
        process.off("SIGTERM", receive);
      }
    };
  defineEnvironmentCommands(program, start);
  defineProjectCommands(program, start);
  definePromotionCommands(program, start);
  defineStateCommands(program, start);
  defineDrillCommands(program, start);
  defineRecoveryCommands(program, start);
  defineAuditCommands(program, start);
  defineAccessCommands(program, start);
  defineDriftCommands(program, start);
  defineHygieneCommands(program, start);
  defineGcCommand(program, start);
  defineLockCommands(program, start);
  defineMigrationCommands(program, start);
  defineEnclaveCommands(program, start);
  defineWorkspaceCommands(program, start);
  defineRegistryCommands(program, start);
  defineConsoleCommand(program, start);
  defineConfigCommands(program, start);
  defineValidationCommands(program, start);
  defineCiCommands(program, start);
  defineLocalCommands(program, start);
  defineInstallationCommands(program, start);
  return program.addHelpText(
    "after",
    `
Examples:
  $ fleet local start && fleet --local bootstrap dev && fleet --local up all dev
  $ fleet --local enclave request dev examples/payments-signer.yaml --wait
  $ fleet status prod --json`,
  );
}

function loadContext(options: GlobalOptions): Context {
  const { createContext } = require("./context") as typeof import("./context");
  return createContext(options);
}
