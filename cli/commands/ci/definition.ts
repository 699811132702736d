import type { Command } from "commander";
import { FleetError } from "../../../contracts/errors";
import type { Start } from "../start";

/** `ci affected`, `ci comment` and `ci issue`: what the workflows need besides the commands that people use. */
export function defineCiCommands(program: Command, start: Start): void {
  const ci = program
    .command("ci")
    .description("what a pull request changes, and telling on GitHub what was found");
  ci.command("affected")
    .description("list the stacks that a change may change: by what their programs load, and by settings")
    .option(
      "--base <commit>",
      "branch or commit that the change goes into; default origin/$GITHUB_BASE_REF, else origin/main",
    )
    .option("--matrix", "print them as outputs of a GitHub step: matrix=<JSON> and count=<number>")
    .addHelpText(
      "after",
      `
Uncommitted changes count. Asks nobody but git.

Examples:
  $ fleet ci affected
  $ fleet ci affected --base HEAD~1 --json
  $ fleet ci affected --matrix >> "$GITHUB_OUTPUT"`,
    )
    .action(
      start<[{ base?: string; matrix?: boolean }]>(async (context, options) => {
        const { affected } = require("./affected") as typeof import("./affected");
        await affected(context, options);
      }),
    );
  ci.command("comment")
    .description(
      "put the Markdown files of a folder on the pull request, as one comment that is kept up to date",
    )
    .argument("<folder>", "where previews were written to by fleet preview --markdown")
    .option("--dry-run", "print the comment")
    .option("--expect <count>", "how many previews there must be; the comment says how many are missing")
    .addHelpText(
      "after",
      `
Needs what a job of GitHub Actions has: GITHUB_TOKEN with pull-requests: write, GITHUB_REPOSITORY, GITHUB_REF.

Examples:
  $ fleet ci comment previews --expect 4
  $ fleet ci comment previews --dry-run`,
    )
    .action(
      start<[string, { dryRun?: boolean; expect?: string }]>(async (context, folder, { dryRun, expect }) => {
        const { comment } = require("./comment") as typeof import("./comment");
        await comment(context, folder, {
          dryRun,
          expect: expect === undefined ? undefined : parseCount(expect),
        });
      }),
    );
  ci.command("issue")
    .description("put what fleet drift found into one issue that is kept up to date")
    .argument("<folder>", "where each environment that has drifted left what was printed, as <env>.txt")
    .option("--resolved", "nothing has drifted: close the issue when one is open")
    .option("--dry-run", "print the issue")
    .addHelpText(
      "after",
      `
Needs what a job of GitHub Actions has: GITHUB_TOKEN with issues: write, GITHUB_REPOSITORY.

Examples:
  $ fleet drift dev | tee reports/dev.txt; fleet ci issue reports --dry-run
  $ fleet ci issue reports --resolved`,
    )
    .action(
      start<[string, { dryRun?: boolean; resolved?: boolean }]>(async (context, folder, options) => {
        const { issue } = require("./issue") as typeof import("./issue");
        await issue(context, folder, options);
      }),
    );
}

function parseCount(text: string): number {
  if (!/^\d{1,4}$/.test(text)) {
    throw new FleetError(
      "InvalidArgument",
      `--expect "${text}" is not allowed: use a whole number, 0 to 9999`,
    );
  }
  return Number(text);
}
