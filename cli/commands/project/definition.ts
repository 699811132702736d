import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import type { DownOptions } from "./down";
import { parseProjects } from "./projects";

const PROJECT = "state, base, runtime, or all in the order of their dependencies";
const ENVIRONMENT = "dev, staging or prod";

interface WaitFlag {
  readonly wait?: string;
}

/** `up`, `preview`, `refresh`, `outputs` and `down`: commands on a project's stack in an environment. */
export function defineProjectCommands(program: Command, start: Start): void {
  program
    .command("up")
    .description("deploy a project")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option("--refresh", "compare with what is really there first")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet up base dev\n  $ fleet up all staging\n  $ fleet up runtime prod --wait 10m",
    )
    .action(
      start<[string, string, WaitFlag & { refresh?: boolean }]>(
        async (context, project, environment, { refresh, wait }) => {
          const { up } = require("./up") as typeof import("./up");
          const options = { refresh, waitSeconds: parseWait(wait) };
          await up(context, parseProjects(project), parseEnvironment(environment), options);
        },
      ),
    );
  program
    .command("preview")
    .description("show what up would change; takes no lock and changes nothing")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option("--refresh", "compare with what is really there first")
    .addHelpText("after", "\nExamples:\n  $ fleet preview runtime prod\n  $ fleet preview base dev --json")
    .action(
      start<[string, string, { refresh?: boolean }]>(async (context, project, environment, options) => {
        const { preview } = require("./preview") as typeof import("./preview");
        await preview(context, parseProjects(project), parseEnvironment(environment), options);
      }),
    );
  program
    .command("refresh")
    .description("take over into the state what is really there")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option(...WAIT_OPTION)
    .addHelpText("after", "\nExamples:\n  $ fleet refresh base dev\n  $ fleet refresh base dev --wait 30s")
    .action(
      start<[string, string, WaitFlag]>(async (context, project, environment, { wait }) => {
        const { refresh } = require("./refresh") as typeof import("./refresh");
        const options = { waitSeconds: parseWait(wait) };
        await refresh(context, parseProjects(project), parseEnvironment(environment), options);
      }),
    );
  program
    .command("outputs")
    .description("print a project's outputs")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option("--show-secrets", "print secret outputs in clear")
    .addHelpText("after", "\nExamples:\n  $ fleet outputs base dev\n  $ fleet outputs runtime dev --json")
    .action(
      start<[string, string, { showSecrets?: boolean }]>(async (context, project, environment, options) => {
        const { outputs } = require("./outputs") as typeof import("./outputs");
        await outputs(context, parseProjects(project), parseEnvironment(environment), options);
      }),
    );
  program
    .command("down")
    .description("destroy a project, in reverse order of dependencies")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .option("--delete-data", "also destroy what holds data: the request table, images, the state bucket")
    .option("--include-state", "with all or state: also destroy the state bucket and its key")
    .option("--yes", "do not ask for confirmation")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
base is refused while runtime or enclaves stand on it, state while anything is left in its bucket.

Examples:
  $ fleet down runtime dev --yes
  $ fleet down all dev --delete-data --include-state`,
    )
    .action(
      start<[string, string, WaitFlag & DownOptions]>(
        async (context, project, environment, { wait, ...options }) => {
          const { down } = require("./down") as typeof import("./down");
          const waitSeconds = parseWait(wait);
          await down(context, project, parseEnvironment(environment), { ...options, waitSeconds });
        },
      ),
    );
}
