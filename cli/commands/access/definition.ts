import type { Command } from "commander";
import { ACCESS_ROLES } from "../../../contracts/access-role";
import { parseEnvironment } from "../../../contracts/environment";
import type { Start } from "../start";

/** `access …`: who may do what. */
export function defineAccessCommands(program: Command, start: Start): void {
  program
    .command("access")
    .description("tell who may do what with a workspace, and why")
    .command("check")
    .description("let IAM decide whether a role may do something with a workspace, and explain it")
    .argument("<role>", ACCESS_ROLES.join(", "))
    .argument("<action>", "see, read, create, change, unlock, decrypt, forget")
    .argument("<target>", "a workspace, <project>/<stack>, for instance enclave/payments-signer")
    .requiredOption("--env <env>", "dev, staging or prod")
    .option("--team <name>", "the requester's team: the value of their tag Owner")
    .addHelpText(
      "after",
      `
It asks IAM's simulator with the policy as it is deployed. Exit code 0 means yes; no is an error that names what is
missing. What a person has beside the role's policy is not looked at; docs/access.md says how the roles are given.

Examples:
  $ fleet access check requester change enclave/payments-signer --env dev --team payments
  $ fleet access check reader decrypt base/prod --env prod --json`,
    )
    .action(
      start<[string, string, string, { env: string; team?: string }]>(
        async (context, role, action, target, { env, team }) => {
          const { check } = require("./check") as typeof import("./check");
          await check(context, parseEnvironment(env), { role, action, target, team });
        },
      ),
    );
}
