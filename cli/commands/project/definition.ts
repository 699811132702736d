import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { parseSeconds } from "../enclave/seconds";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import type { DownOptions } from "./down";
import { parseProjects } from "./projects";
import { parseScopes } from "./scopes";

const PROJECT = "state, base, runtime, or all in the order of their dependencies";
const SCOPE = "state, base, runtime, enclaves, or all in the order of their dependencies";
const ENVIRONMENT = "dev, staging or prod";

interface WaitFlag {
  readonly wait?: string;
}

/** Of commands that may wait for the pipeline. */
const TIMEOUT_OPTION = [
  "--timeout <seconds>",
  "with enclaves: how long to wait for the pipeline",
  "900",
] as const;

interface TimeoutFlag {
  readonly timeout: string;
}

/** `up`, `preview`, `refresh`, `outputs` and `down`: commands on a project's stack in an environment. */
export function defineProjectCommands(program: Command, start: Start): void {
  program
    .command("up")
    .description("deploy a scope: a project, or the enclaves by way of the pipeline")
    .argument("<scope>", SCOPE)
    .argument("<env>", ENVIRONMENT)
    .option("--refresh", "compare with what is really there first")
    .option(...WAIT_OPTION)
    .option(...TIMEOUT_OPTION)
    .addHelpText(
      "after",
      `
enclaves asks the pipeline, which is in runtime, once more for every enclave that is wanted, and waits for it.

Examples:
  $ fleet up base dev
  $ fleet up all staging
  $ fleet up runtime prod --wait 10m
  $ fleet up enclaves dev --timeout 1800`,
    )
    .action(
      start<[string, string, WaitFlag & TimeoutFlag & { refresh?: boolean }]>(
        async (context, scope, environment, { refresh, wait, timeout }) => {
          const { up } = require("./up") as typeof import("./up");
          const options = { refresh, waitSeconds: parseWait(wait), timeoutSeconds: parseSeconds(timeout) };
          await up(context, parseScopes(scope), parseEnvironment(environment), options);
        },
      ),
    );
  program
    .command("preview")
    .description("show what up would change; takes no lock and changes nothing")
    .argument("<scope>", SCOPE)
    .argument("<env>", ENVIRONMENT)
    .option("--refresh", "compare with what is really there first")
    .option("--markdown <file>", "also write it to a file, for a comment on a pull request")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet preview runtime prod\n  $ fleet preview base dev --json\n  $ fleet preview base dev --markdown previews/dev-base.md",
    )
    .action(
      start<[string, string, { refresh?: boolean; markdown?: string }]>(
        async (context, scope, environment, options) => {
          const { preview } = require("./preview") as typeof import("./preview");
          await preview(context, parseScopes(scope), parseEnvironment(environment), options);
        },
      ),
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
    .description("destroy a scope, all in reverse order of dependencies, and say what that saves")
    .argument("<scope>", SCOPE)
    .argument("<env>", ENVIRONMENT)
    .option("--delete-data", "also destroy what holds data: the request table, images, the state bucket")
    .option("--include-state", "with all or state: also destroy the state bucket and its key")
    .option("--yes", "do not ask for confirmation")
    .option(...WAIT_OPTION)
    .option(...TIMEOUT_OPTION)
    .addHelpText(
      "after",
      `
base is refused while runtime, a copy of it, or enclaves stand on it, state while anything is left in its bucket.
runtime takes nothing with it: requests, images and running enclaves stay.

Examples:
  $ fleet down runtime dev --yes
  $ fleet down enclaves dev
  $ fleet down all dev --delete-data --include-state`,
    )
    .action(
      start<[string, string, WaitFlag & TimeoutFlag & DownOptions]>(
        async (context, scope, environment, { wait, timeout, ...options }) => {
          const { down } = require("./down") as typeof import("./down");
          const waitSeconds = parseWait(wait);
          const timeoutSeconds = parseSeconds(timeout);
          await down(context, scope, parseEnvironment(environment), {
            ...options,
            waitSeconds,
            timeoutSeconds,
          });
        },
      ),
    );
}
