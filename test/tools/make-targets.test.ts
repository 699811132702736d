import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { SCOPES } from "../../cli/commands/project/scopes";
import { createProgram } from "../../cli/program";
import { ENVIRONMENTS } from "../../contracts/environment";

const ROOT = join(__dirname, "..", "..");

/** Each target with the variables that a person gives it, and what it then runs. */
const TARGETS: Readonly<Record<string, readonly [variables: readonly string[], fleet: string]>> = {
  "infra-init": [["ENV=staging"], "bootstrap staging"],
  "infra-plan": [["ENV=staging", "SCOPE=base"], "preview base staging"],
  "infra-up": [["ENV=staging"], "up all staging"],
  "infra-down": [["ENV=dev", "SCOPE=runtime", "ARGS=--yes"], "down runtime dev --yes"],
  "infra-status": [["ENV=prod", "SCOPE=enclaves"], "status enclaves prod"],
  "infra-workspace-list": [["ENV=dev"], "workspace list dev"],
  "infra-workspace-select": [["ENV=staging"], "workspace select staging"],
  "infra-workspace-status": [["ENV=dev", "NAME=pr-123"], "workspace status pr-123"],
  "infra-workspace-migrate": [
    ["ENV=dev", "STATE=terraform.tfstate", "ARGS=--dry-run"],
    "migrate terraform --state terraform.tfstate --env dev --dry-run",
  ],
  "validate-all": [[], "validate all"],
};

function make(...args: readonly string[]): string {
  return execFileSync("make", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The `fleet` commands that `make -n` prints, without the blanks that empty variables leave. */
function commandsOf(printed: string): readonly string[] {
  return printed
    .split("\n")
    .filter((line) => line.startsWith("bin/fleet"))
    .map((line) =>
      line
        .replace(/^bin\/fleet/, "")
        .trim()
        .replaceAll(/ +/g, " "),
    );
}

describe("make", () => {
  for (const [target, [variables, command]] of Object.entries(TARGETS)) {
    it(`${target} runs one command that fleet takes`, async () => {
      expect(commandsOf(make("-n", target, ...variables))).to.deep.equal([command]);
      // The context is asked for when the command line was understood.
      const program = createProgram(() => {
        throw new Error("understood");
      });
      const end = await program.parseAsync(command.split(" "), { from: "user" }).then(
        () => "",
        (error: Error) => error.message,
      );
      expect(end).to.equal("understood");
    });
  }

  it("infra-workspace-status without a name shows the environment", () => {
    expect(commandsOf(make("-n", "infra-workspace-status", "ENV=dev"))).to.deep.equal(["status all dev"]);
  });

  it("works on the AWS of this machine when it is told so", () => {
    expect(commandsOf(make("-n", "infra-up", "ENV=dev", "LOCAL=1"))).to.deep.equal(["--local up all dev"]);
  });

  it("infra-workspace-list takes a scope for what the list is narrowed to", () => {
    for (const [scope, template] of [
      ["runtime", "runtime"],
      ["enclaves", "enclave"],
    ]) {
      expect(commandsOf(make("-n", "infra-workspace-list", "ENV=dev", `SCOPE=${scope}`))).to.deep.equal([
        `workspace list dev --template ${template}`,
      ]);
    }
  });

  it("refuses a scope or an environment that there is not, whatever the target does with it", () => {
    const refusals = [
      ["SCOPE=bas", `SCOPE=bas is unknown: use one of ${[...SCOPES, "all"].join(" ")}.`],
      ["ENV=test", `ENV=test is unknown: use one of ${ENVIRONMENTS.join(" ")}.`],
    ] as const;
    for (const target of Object.keys(TARGETS)) {
      for (const [variable, message] of refusals) {
        expect(() => make("-n", target, variable, "STATE=terraform.tfstate"), target).to.throw(message);
      }
    }
  });

  it("infra-workspace-migrate wants a state", () => {
    expect(() => make("-n", "infra-workspace-migrate", "ENV=dev")).to.throw("say which state: STATE=<file>");
  });

  it("help lists every target", () => {
    const listed = make("help")
      .trim()
      .split("\n")
      .map((line) => line.split(/ +/)[1]);
    expect(listed).to.include.members([...Object.keys(TARGETS), "setup", "demo", "test", "bench", "check"]);
  });
});
