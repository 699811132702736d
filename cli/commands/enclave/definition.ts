import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { ownerOption } from "../owner-option";
import type { Start } from "../start";
import { parseSeconds } from "./seconds";

const ENVIRONMENT = "dev, staging or prod";
const DEFAULT_TIMEOUT = "900";

interface WaitFlags {
  readonly timeout: string;
}

/** `enclave …`: what an application team does. */
export function defineEnclaveCommands(program: Command, start: Start): void {
  const enclave = program.command("enclave").description("ask for enclaves, look at them, give them back");
  enclave
    .command("request")
    .description("ask for the enclave that a YAML or JSON file describes, or change it")
    .argument("<env>", ENVIRONMENT)
    .argument("<file>", "the request: id, owner and spec")
    .option("--wait", "follow the request until it is deployed, rejected or failed")
    .option("--timeout <seconds>", "how long to wait", DEFAULT_TIMEOUT)
    .addOption(ownerOption("whose it is, where the file does not say; who asks when nobody says"))
    .option("--workspace <name>", "the workspace whose pipeline carries it out, not the environment's own")
    .option("--no-validate", "hand the request in unchecked: the pipeline will reject what is wrong")
    .option("--dry-run", "say what would be asked for and what it would cost, and change nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet enclave request dev examples/payments-signer.yaml --wait\n  $ fleet enclave request dev request.json --json\n  $ fleet enclave request dev request.yaml --dry-run\n  $ fleet enclave request dev request.yaml --workspace pr-123",
    )
    .action(
      start<
        [
          string,
          string,
          WaitFlags & {
            wait?: boolean;
            validate: boolean;
            owner?: string;
            workspace?: string;
            dryRun?: boolean;
          },
        ]
      >(async (context, environment, file, { wait, validate, owner, workspace, dryRun, timeout }) => {
        const { request } = require("./request") as typeof import("./request");
        await request(context, parseEnvironment(environment), file, {
          validate,
          owner,
          workspace,
          dryRun,
          waitSeconds: wait ? parseSeconds(timeout) : undefined,
        });
      }),
    );
  enclave
    .command("show")
    .description("show one request with its status, reason and outputs")
    .argument("<env>", ENVIRONMENT)
    .argument("<id>", "the request's id")
    .addHelpText("after", "\nExamples:\n  $ fleet enclave show dev payments-signer --json")
    .action(
      start<[string, string, object]>(async (context, environment, id) => {
        const { show } = require("./show") as typeof import("./show");
        await show(context, parseEnvironment(environment), id);
      }),
    );
  enclave
    .command("why")
    .description(
      "tell a request's whole story: what failed first, then executions, tasks and engine in order",
    )
    .argument("<env>", ENVIRONMENT)
    .argument("<id>", "the request's id")
    .addHelpText("after", "\nExamples:\n  $ fleet enclave why dev payments-signer")
    .action(
      start<[string, string, object]>(async (context, environment, id) => {
        const { why } = require("./why") as typeof import("./why");
        await why(context, parseEnvironment(environment), id);
      }),
    );
  enclave
    .command("logs")
    .description("print what runner and engine wrote for a request's newest generation")
    .argument("<env>", ENVIRONMENT)
    .argument("<id>", "the request's id")
    .option("--follow", "go on until the request is settled")
    .option("--generation <n>", "that generation, not the newest one")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet enclave logs dev payments-signer --follow\n  $ fleet enclave logs dev payments-signer --generation 1",
    )
    .action(
      start<[string, string, { follow?: boolean; generation?: string }]>(
        async (context, environment, id, { follow, generation }) => {
          const { logs } = require("./logs") as typeof import("./logs");
          await logs(context, parseEnvironment(environment), id, { follow: follow === true, generation });
        },
      ),
    );
  enclave
    .command("list")
    .description("list the requests")
    .argument("<env>", ENVIRONMENT)
    .option("--status <status>", "only those with this status")
    .addOption(ownerOption("only those of this owner; a requester gives their team"))
    .option("--workspace <name>", "only those of this workspace")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet enclave list dev --status FAILED\n  $ fleet enclave list dev --owner payments",
    )
    .action(
      start<[string, { status?: string; owner?: string; workspace?: string }]>(
        async (context, environment, options) => {
          const { list } = require("./list") as typeof import("./list");
          await list(context, parseEnvironment(environment), options);
        },
      ),
    );
  enclave
    .command("delete")
    .description("give an enclave back: it is destroyed, its request stays as DESTROYED")
    .argument("<env>", ENVIRONMENT)
    .argument("<id>", "the request's id")
    .option("--wait", "follow the request until it is destroyed")
    .option("--timeout <seconds>", "how long to wait", DEFAULT_TIMEOUT)
    .option("--yes", "do not ask for confirmation")
    .addHelpText("after", "\nExamples:\n  $ fleet enclave delete dev payments-signer --wait --yes")
    .action(
      start<[string, string, WaitFlags & { wait?: boolean; yes?: boolean }]>(
        async (context, environment, id, { wait, yes, timeout }) => {
          const { deleteEnclave } = require("./delete") as typeof import("./delete");
          await deleteEnclave(context, parseEnvironment(environment), id, {
            yes: yes === true,
            waitSeconds: wait ? parseSeconds(timeout) : undefined,
          });
        },
      ),
    );
  enclave
    .command("wait")
    .description("follow a request until nothing more happens to it; fails unless it is as it should be")
    .argument("<env>", ENVIRONMENT)
    .argument("<id>", "the request's id")
    .option("--timeout <seconds>", "how long to wait", DEFAULT_TIMEOUT)
    .addHelpText("after", "\nExamples:\n  $ fleet enclave wait dev payments-signer --timeout 600")
    .action(
      start<[string, string, WaitFlags]>(async (context, environment, id, { timeout }) => {
        const { wait } = require("./wait") as typeof import("./wait");
        await wait(context, parseEnvironment(environment), id, parseSeconds(timeout));
      }),
    );
}
