import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { environmentOrSelected } from "../../selection";
import { parseSeconds } from "../enclave/seconds";
import { ownerOption } from "../owner-option";
import { defineRegistryQueries } from "../registry/definition";
import { defineListCommand } from "../registry/list-definition";
import { defineOverviewCommands } from "../registry/overview-definition";
import { defineRemarkCommands } from "../registry/remark-definition";
import { WORKSPACE_ARGUMENT } from "../registry/workspace-argument";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import { parseTtl } from "./ttl";

const ENVIRONMENT = "dev, staging or prod";
const NAME = "the workspace's name";
const ENV_OPTION = ["--env <env>", "its environment; without it, all of them are looked at"] as const;
const TTL_OPTION = ["--ttl <time>", "how long it lives from now on, for instance 45m, 8h or 3d"] as const;
const TIMEOUT_OPTION = ["--timeout <seconds>", "how long its enclaves may take to go", "900"] as const;

interface Common {
  readonly env?: string;
  readonly wait?: string;
  readonly timeout: string;
}

/** `workspace …`: every stack as the registry has it, and short-lived copies of runtime on an environment's base. */
export function defineWorkspaceCommands(program: Command, start: Start): void {
  const workspace = program
    .command("workspace")
    .description("every stack of the environments, and short-lived copies of runtime");
  workspace
    .command("create")
    .description("put a copy of runtime beside an environment's own, on the same base")
    .argument("<name>", NAME)
    .option("--template <project>", "what it is a copy of: runtime", "runtime")
    .option("--from <env>", "the environment whose base and configuration it gets; the selected one, or dev")
    .option(TTL_OPTION[0], TTL_OPTION[1], "8h")
    .option("--owner <name>", "who answers for it; whose the credentials are when none is given")
    .option("--config <key=value...>", "a key of runtime with another value than in the environment")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
It has the environment's base (network, request table, images, roles) and a pipeline of its own, which carries out
only requests that name it: \`fleet enclave request --workspace\`. It has no schedule, no alarms and no dashboard.
Its owner can create it again to bring it up to date with this checkout.

Examples:
  $ fleet workspace create pr-123 --template runtime --from dev --ttl 8h
  $ fleet workspace create pr-123 --config runtime:logRetentionDays=7 --owner ada`,
    )
    .action(
      start<
        [string, { template: string; from?: string; ttl: string; owner?: string; config?: string[] } & Common]
      >(async (context, name, { template, from, ttl, owner, config = [], wait }) => {
        const { create } = require("./create") as typeof import("./create");
        assertTemplate(template);
        await create(context, name, {
          from: environmentOrSelected(context.home, from),
          ttlMilliseconds: parseTtl(ttl),
          owner,
          config,
          waitSeconds: parseWait(wait),
        });
      }),
    );
  workspace
    .command("show")
    .alias("status")
    .description(
      "show everything about one workspace: record, resources by type, deployments, cost, locks, end",
    )
    .argument("[name]", `${WORKSPACE_ARGUMENT}; the selected one without it`)
    .option(...ENV_OPTION)
    .addOption(
      ownerOption("whose it is, for a requester, who may see the record alone of what is their team's"),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet workspace show pr-123\n  $ fleet workspace show base --env dev\n  $ fleet workspace show payments-signer --env dev --owner payments\n  $ fleet workspace status --json",
    )
    .action(
      start<[string | undefined, Common & { owner?: string }]>(async (context, name, { env, owner }) => {
        const { show } = require("./show") as typeof import("./show");
        await show(context, name, { environment: parsedEnvironment(env), owner });
      }),
    );
  workspace
    .command("select")
    .description("remember an environment or a workspace; without a name, tell which is selected")
    .argument("[env|name]", `${ENVIRONMENT}, or a workspace's name`)
    .addHelpText(
      "after",
      `
Remembered for this checkout, and for the local AWS apart. \`workspace create\`, \`show\` and \`expire\` take it where
none is named, and so do the infra-* targets of make. Every other command wants its environment spelled out.

Examples:
  $ fleet workspace select pr-123
  $ fleet workspace select`,
    )
    .action(
      start<[string | undefined, object]>(async (context, name) => {
        const { select } = require("./select") as typeof import("./select");
        await select(context, name);
      }),
    );
  workspace
    .command("extend")
    .description("let a short-lived copy or an enclave live longer; never shortens its life")
    .argument("<name>", `${NAME}, or an enclave's id`)
    .requiredOption(...TTL_OPTION)
    .option(...ENV_OPTION)
    .addHelpText("after", "\nExamples:\n  $ fleet workspace extend pr-123 --ttl 2d")
    .action(
      start<[string, Common & { ttl: string }]>(async (context, name, { ttl, env }) => {
        const { extend } = require("./extend") as typeof import("./extend");
        await extend(context, name, { ttlMilliseconds: parseTtl(ttl), environment: parsedEnvironment(env) });
      }),
    );
  workspace
    .command("destroy")
    .description("destroy a workspace with its enclaves; its environment stays as it is")
    .argument("<name>", NAME)
    .option(...ENV_OPTION)
    .option("--yes", "do not ask for confirmation")
    .option(...TIMEOUT_OPTION)
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
Its enclaves go first, by the environment's own pipeline, so that a copy that does not work leaves no host behind.
Can be run again at any point, also after it was killed; one that is not there is no failure.

Examples:
  $ fleet workspace destroy pr-123
  $ fleet workspace destroy pr-123 --yes --wait 10m`,
    )
    .action(
      start<[string, Common & { yes?: boolean }]>(async (context, name, { env, yes, timeout, wait }) => {
        const { destroy } = require("./destroy") as typeof import("./destroy");
        await destroy(context, name, {
          environment: parsedEnvironment(env),
          yes: yes === true,
          timeoutSeconds: parseSeconds(timeout),
          waitSeconds: parseWait(wait),
        });
      }),
    );
  workspace
    .command("expire")
    .description("destroy the workspaces whose time is over, and warn of those that soon are; for a schedule")
    .argument("[env]", `${ENVIRONMENT}; the selected one, or dev`)
    .option("--dry-run", "show which, and change nothing")
    .option(...TIMEOUT_OPTION)
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
Asks nobody: a workspace was created with its end, and the environment's topic is told of it beforehand: when a quarter
of its life is left, at least two hours and at most a day. One that is locked is skipped with a warning. The lease of a run
that died on another machine ends while it is waited for: give a schedule --wait 3m.

Examples:
  $ fleet workspace expire dev --dry-run
  $ fleet workspace expire dev --wait 3m --json`,
    )
    .action(
      start<[string | undefined, Common & { dryRun?: boolean }]>(
        async (context, environment, { dryRun, timeout, wait }) => {
          const { expire } = require("./expire") as typeof import("./expire");
          await expire(context, environmentOrSelected(context.home, environment), {
            dryRun,
            timeoutSeconds: parseSeconds(timeout),
            waitSeconds: parseWait(wait),
          });
        },
      ),
    );
  defineListCommand(workspace, start);
  defineRegistryQueries(workspace, start);
  defineRemarkCommands(workspace, start);
  defineOverviewCommands(workspace, start);
}

function parsedEnvironment(value: string | undefined) {
  return value === undefined ? undefined : parseEnvironment(value);
}

function assertTemplate(template: string): void {
  if (template !== "runtime") {
    throw new FleetError(
      "InvalidArgument",
      `--template is ${JSON.stringify(template)}: use runtime, which comes and goes; base persists and is there once in each environment`,
    );
  }
}
