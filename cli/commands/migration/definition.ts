import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";
import { parseWait, WAIT_OPTION } from "../wait-seconds";
import type { MigrateOptions } from "./migration";

interface Options extends Omit<MigrateOptions, "environment" | "waitSeconds"> {
  readonly env: string;
  readonly wait?: string;
}

/** `migrate …`: moving in from another tool. */
export function defineMigrationCommands(program: Command, start: Start): void {
  program
    .command("migrate")
    .description("move in what another tool has made, without creating it anew")
    .command("terraform")
    .description("take what a Terraform state knows over into base and runtime")
    .option("--state <file>", "the state, as `terraform state pull` writes it (format 4)")
    .option("--env <env>", "dev, staging or prod", "dev")
    .option("--out <folder>", "where plan, import file and stubs are written; default: migration-<env>")
    .option("--plan <file>", "carry out this plan, which was looked through")
    .option("--dry-run", "show what would be done and write nothing")
    .option("--resume", "go on with a plan where it stopped")
    .option("--undo", "take back what was imported: out of the state, never in AWS")
    .option("--yes", "do not ask for confirmation")
    .option(...WAIT_OPTION)
    .addHelpText(
      "after",
      `
Without --plan it compares the state with what the programs register and writes a plan to be looked through:
what is imported as which resource, what no program has (an import file and code stubs), and what is left out.
With --plan it writes the imports into the state of base and runtime, reads them from AWS, and previews: what was
imported must not change. AWS itself is never changed. Sensitive attributes are not read.

Examples:
  $ fleet migrate terraform --state terraform.tfstate --env dev --dry-run
  $ fleet migrate terraform --state terraform.tfstate --env dev
  $ fleet migrate terraform --state terraform.tfstate --env dev --plan migration-dev/plan.yaml
  $ fleet migrate terraform --state terraform.tfstate --env dev --plan migration-dev/plan.yaml --resume
  $ fleet migrate terraform --env dev --plan migration-dev/plan.yaml --undo --yes`,
    )
    .action(
      start<[Options]>(async (context, { env, wait, ...options }) => {
        const { migrateTerraform } = require("./terraform") as typeof import("./terraform");
        const environment = parseEnvironment(env);
        await migrateTerraform(context, { ...options, environment, waitSeconds: parseWait(wait) });
      }),
    );
}
