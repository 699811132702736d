import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";
import { parseWholeNumber } from "../whole-number-argument";

/** Those that there are; 0 is for the system to choose. */
const PORTS = { min: 0, max: 65_535, example: 8080 };

/** `console`: a page to look at. */
export function defineConsoleCommand(program: Command, start: Start): void {
  program
    .command("console")
    .description("serve a page on this machine that shows workspaces, pipelines, locks and drift")
    .argument("[env]", "dev, staging or prod", "dev")
    .option("--port <number>", "port on 127.0.0.1; 0 is a free one", "0")
    .addHelpText(
      "after",
      `
It only reads, with your credentials, and only this machine reaches it. Open the address that it prints: it has a
token, without which nothing is shown. Ctrl-C ends it.

Examples:
  $ fleet console
  $ fleet console prod --port 8080`,
    )
    .action(
      start<[string, { port: string }]>(async (context, environment, { port }) => {
        const { serveConsole } = require("./serve") as typeof import("./serve");
        await serveConsole(context, parseEnvironment(environment), parseWholeNumber("--port", port, PORTS));
      }),
    );
}
