import { type Command, Option } from "commander";
import { AWS_PROVIDERS, type AwsProvider } from "../../../contracts/local-profile";
import type { Start } from "../start";

/** `local …`: the AWS on this machine that `--local` uses. */
export function defineLocalCommands(program: Command, start: Start): void {
  const local = program
    .command("local")
    .description("run AWS on this machine: emulator, providers, task host");
  local
    .command("start")
    .description("start it in the background; does nothing when it runs")
    .addOption(
      new Option(
        "--provider <which>",
        "who makes the resources: the stand-in, or Pulumi's own plugin for aws",
      )
        .choices(AWS_PROVIDERS)
        .default("stand-in"),
    )
    .addHelpText("after", "\nExamples:\n  $ fleet local start\n  $ fleet local start --provider aws")
    .action(
      start<[{ readonly provider: AwsProvider }]>(async (context, { provider }) => {
        const local = require("./start") as typeof import("./start");
        await local.start(context, provider);
      }),
    );
  local
    .command("stop")
    .description("stop it; everything in it is gone")
    .addHelpText("after", "\nExamples:\n  $ fleet local stop")
    .action(
      start<[object]>(async (context) => {
        const { stop } = require("./stop") as typeof import("./stop");
        await stop(context);
      }),
    );
  local
    .command("status")
    .description("tell whether it runs, and how to reach it")
    .addHelpText("after", "\nExamples:\n  $ fleet local status --json")
    .action(
      start<[object]>(async (context) => {
        const { status } = require("./status") as typeof import("./status");
        await status(context);
      }),
    );
}
