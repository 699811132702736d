import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Start } from "../start";

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
        await serveConsole(context, parseEnvironment(environment), parsePort(port));
      }),
    );
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new FleetError(
      "InvalidArgument",
      `--port is ${JSON.stringify(value)}: use a whole number from 0 to 65535`,
    );
  }
  return port;
}
