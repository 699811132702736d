import { Command } from "commander";
import { DEFINITIONS, type Define } from "./commands/definitions";
import type { Start } from "./commands/start";
import type { Context, GlobalOptions } from "./context";

/** What may stand before a command. */
const GLOBAL_FLAGS: readonly string[] = ["--local", "--json"];

/**
 * The command tree: names, options and help only. What a command does is loaded when it is run, so that
 * `fleet --help` starts as fast as Node does.
 *
 * @param args of a command line: the tree then has the commands of that definition alone which it needs
 */
export function createProgram(
  create: (options: GlobalOptions) => Context = loadContext,
  args: readonly string[] = [],
): Command {
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
  for (const define of definitionsOf(args)) {
    define(program, start);
  }
  return program.addHelpText(
    "after",
    `
Examples:
  $ fleet local start && fleet --local bootstrap dev && fleet --local up all dev
  $ fleet --local enclave request dev examples/payments-signer.yaml --wait
  $ fleet status prod --json`,
  );
}

/** All of them, unless the first word is a command: for help, and for what is no command. */
function definitionsOf(args: readonly string[]): readonly Define[] {
  const word = args.find((each) => !GLOBAL_FLAGS.includes(each)) ?? "";
  const all = [...DEFINITIONS];
  const ofWord = all.filter(([words]) => words.split(" ").includes(word));
  return (ofWord.length > 0 ? ofWord : all).map(([, load]) => load());
}

function loadContext(options: GlobalOptions): Context {
  const { createContext } = require("./context") as typeof import("./context");
  return createContext(options);
}
