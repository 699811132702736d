import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import type { PromoteFlags } from "./promote";

const ENVIRONMENT = "dev, staging or prod";
const PROJECT_OPTION = [
  "--project <project>",
  "state, base or runtime alone, or several, as base,runtime; without it, all of them",
] as const;

/** `promote`, `promotion …` and `rollback`: a commit on its way from one environment to the next. */
export function definePromotionCommands(program: Command, start: Start): void {
  program
    .command("promote")
    .description("move a commit that was verified in one environment to the next")
    .argument("<from>", "the environment in which it was verified")
    .argument("<to>", "the environment that it moves to")
    .option(...PROJECT_OPTION)
    .option("--plan", "make a plan and keep it (the default)")
    .option(
      "--reason <text>",
      "with --plan: why it moves; without it, the first line of the commit's message",
    )
    .option("--evidence <file>", "with --plan: what `fleet promotion verify <from> --json` printed")
    .option("--approve <id>", "approve the plan with this id, as who your credentials say you are")
    .option("--comment <text>", "with --approve: what is kept with the approval")
    .option("--execute [id]", "execute the plan with this id, or the newest; goes on with one that stopped")
    .option("--reviewed <hash>", "with --execute: the hash of the plan that you have read, 12 digits or more")
    .option("--on-call <name>", "with --execute: who is on call")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
promotion-policy.yaml says what a promotion takes. A plan records commit, images, configuration and previews. An
approval holds for one plan; --execute makes the previews again and refuses when anything is not as it was planned.
A backup that was not restored to scratch for too long is restored first. Exit code 3 when a point of the checklist
is open.

Examples:
  $ fleet promote dev staging --reason "payments go live"
  $ fleet promote dev staging --approve staging-20260131T120000Z-3f2a8c71
  $ fleet promote dev staging --execute --reviewed 3f2a8c7190ab --on-call "Ada, +44 20 7946 0000"
  $ fleet promote dev staging --project base,runtime --json`,
    )
    .action(
      start<[string, string, PromoteFlags & { readonly wait?: string }]>(
        async (context, from, to, { wait, ...flags }) => {
          const { promote } = require("./promote") as typeof import("./promote");
          const options = { ...flags, waitSeconds: parseWait(wait) };
          await promote(context, parseEnvironment(from), parseEnvironment(to), options);
        },
      ),
    );
  const promotion = program.command("promotion").description("look at promotions, also old ones");
  promotion
    .command("list")
    .description("list the promotions to an environment, or to all of them, newest first")
    .argument("[env]", ENVIRONMENT)
    .addHelpText("after", "\nExamples:\n  $ fleet promotion list\n  $ fleet promotion list prod --json")
    .action(
      start<[string | undefined, object]>(async (context, environment) => {
        const { listAll } = require("./list") as typeof import("./list");
        await listAll(context, environment === undefined ? undefined : parseEnvironment(environment));
      }),
    );
  promotion
    .command("show")
    .description("explain a promotion: what, who, when, why, and the evidence")
    .argument("<id>", "as `fleet promotion list` shows it")
    .option("--previews", "also what the previews said")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet promotion show staging-20260131T120000Z-3f2a8c71\n  $ fleet promotion show staging-20260131T120000Z-3f2a8c71 --previews",
    )
    .action(
      start<[string, { readonly previews?: boolean }]>(async (context, id, options) => {
        const { show } = require("./show") as typeof import("./show");
        await show(context, id, options);
      }),
    );
  promotion
    .command("verify")
    .description("say whether the commit that is checked out runs in an environment as it was deployed")
    .argument("<env>", ENVIRONMENT)
    .option(...PROJECT_OPTION)
    .addHelpText(
      "after",
      `
What a plan has to know of the environment below. Where that one needs other credentials, run this with them, and give
what it prints to \`fleet promote --evidence\`. Exit code 6 when the commit does not run there.

Examples:
  $ fleet promotion verify dev
  $ fleet promotion verify staging --json > staging.json && fleet promote staging prod --evidence staging.json`,
    )
    .action(
      start<[string, { readonly project?: string }]>(async (context, environment, { project = "all" }) => {
        const { verifyCommit } = require("./verify") as typeof import("./verify");
        const { parseProjects } = require("../project/projects") as typeof import("../project/projects");
        await verifyCommit(context, parseEnvironment(environment), parseProjects(project));
      }),
    );
  program
    .command("rollback")
    .description("go back to what ran before the last promotion to an environment")
    .argument("<env>", ENVIRONMENT)
    .option("--to <id>", "go back to what this earlier promotion deployed")
    .requiredOption("--reason <text>", "why; it is kept")
    .option("--yes", "do not ask for confirmation")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
Runs the fleet command, the programs and the configuration of the commit to go back to, in a worktree of this
repository. Data that was deleted does not come back by it.

Examples:
  $ fleet rollback staging --reason "signer answers too slowly"
  $ fleet rollback prod --to prod-20260131T120000Z-3f2a8c71 --reason "INC-17" --yes`,
    )
    .action(
      start<[string, { to?: string; reason: string; yes?: boolean; wait?: string }]>(
        async (context, environment, { wait, ...options }) => {
          const { rollback } = require("./rollback") as typeof import("./rollback");
          const waitSeconds = parseWait(wait);
          await rollback(context, parseEnvironment(environment), { ...options, wait, waitSeconds });
        },
      ),
    );
}
