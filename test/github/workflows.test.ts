import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

const ROOT = resolve(__dirname, "..", "..");
const FOLDER = join(ROOT, ".github");

interface Step {
  readonly run?: string;
  readonly uses?: string;
}
interface Job {
  readonly steps: readonly Step[];
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
}

const workflowFiles = readdirSync(join(FOLDER, "workflows"));
const read = (path: string) => parse(readFileSync(join(FOLDER, path), "utf8"));
const jobsOf = (file: string) => Object.entries<Job>(read(join("workflows", file)).jobs);

/** Every line that a step of a workflow, or of the action that they share, runs. */
const lines = [
  ...workflowFiles.flatMap((file) => jobsOf(file).flatMap(([, job]) => job.steps)),
  ...(read("actions/setup/action.yml").runs.steps as readonly Step[]),
].flatMap(({ run }) => (run ?? "").split("\n").filter(Boolean));

describe("workflows", function () {
  this.timeout(60_000);

  it("run what also runs on a laptop: fleet, make, or the checks", () => {
    expect(lines).not.to.be.empty;
    for (const line of lines) {
      expect(line).to.match(/^(exec )?(bin\/fleet |make |\.ci\/run$)/);
    }
  });

  for (const line of new Set(lines.filter((each) => each.startsWith("make ")))) {
    it(`run a target that is there: ${line}`, () => {
      const [command = "", ...args] = line.split(" ");
      execFileSync(command, ["--dry-run", ...args], { cwd: ROOT, stdio: "pipe" });
    });
  }

  for (const line of new Set(lines.filter((each) => each.includes("bin/fleet ")))) {
    it(`run a command with options that it has: ${line}`, () => {
      const [, rest = ""] = /bin\/fleet ([^|>]*)/.exec(line) ?? [];
      const words = rest.trim().split(/\s+/);
      const end = words.findIndex((word) => !/^[a-z-]+$/.test(word) || word.startsWith("-"));
      const help = execFileSync(
        join(ROOT, "bin", "fleet"),
        [...words.slice(0, end === -1 ? undefined : end), "--help"],
        { cwd: ROOT, encoding: "utf8" },
      );
      const [usage = ""] = help.split("\n");
      // A command that is not there is answered with the help of what is above it.
      expect(usage, line)
        .to.match(new RegExp(`^Usage: fleet ${words[0]}`))
        .and.not.to.contain("[command]");
      // `--json` is every command's, and in the help of `fleet` alone.
      for (const option of words.filter((word) => word.startsWith("--") && word !== "--json")) {
        expect(help, line).to.match(new RegExp(`^ +(-\\w, )?${option}\\b`, "m"));
      }
    });
  }

  it("hand over to fleet the signal of a cancelled job wherever it holds a lock", () => {
    for (const line of lines.filter((each) =>
      /bin\/fleet (up|down|recover|promote|rollback|workspace) /.test(each),
    )) {
      expect(line).to.match(/^exec /);
    }
  });

  it("let only jobs behind an environment deploy, and give none a write permission that it does not need", () => {
    const allowed = new Set(["id-token", "issues", "pull-requests"]);
    for (const file of workflowFiles) {
      for (const [name, job] of jobsOf(file)) {
        const deploys = job.steps.some(({ run }) =>
          /bin\/fleet (up|down|recover|promote|rollback|workspace) /.test(run ?? ""),
        );
        expect(!deploys || job.environment !== undefined, `${file} ${name}`).to.equal(true);
        for (const [permission, access] of Object.entries(job.permissions ?? {})) {
          expect(access === "read" || allowed.has(permission), `${file} ${name}: ${permission}`).to.equal(
            true,
          );
        }
        expect(
          !["issues", "pull-requests"].some((each) => job.permissions?.[each] === "write") ||
            job.permissions?.["id-token"] === undefined,
          `${file} ${name}: who writes on GitHub has no role in AWS`,
        ).to.equal(true);
      }
    }
  });

  it("can ask GitHub about the run that left a lock, wherever they may meet one", () => {
    for (const file of workflowFiles) {
      for (const [name, job] of jobsOf(file)) {
        if (
          job.steps.some(({ run }) =>
            /bin\/fleet (up|down|recover|promote|rollback|workspace) /.test(run ?? ""),
          )
        ) {
          expect(job.permissions, `${file} ${name}`).to.include({ actions: "read" });
          expect(job.env, `${file} ${name}`).to.include({ GITHUB_TOKEN: "${{ github.token }}" });
        }
      }
    }
  });

  it("look at the environment that a commit comes from with its read role, and take that into the plan", () => {
    const { evidence, promote } = Object.fromEntries(jobsOf("promote.yml"));
    const runs = (job: Job | undefined) => job?.steps.flatMap(({ run = [] }) => run);
    expect(runs(evidence)).to.deep.equal([
      'bin/fleet promotion verify "$FROM" --project base,runtime --json > "$RUNNER_TEMP/evidence.json"',
    ]);
    expect(JSON.stringify(evidence)).to.include("-github-preview").and.not.to.include("-github-deploy");
    expect(runs(promote)?.[0]).to.include('--evidence "$RUNNER_TEMP/evidence.json"');
  });

  it("pin one action to one commit", () => {
    const pins = new Map<string, Set<string>>();
    const text = [...workflowFiles.map((file) => join("workflows", file)), "actions/setup/action.yml"]
      .map((file) => readFileSync(join(FOLDER, file), "utf8"))
      .join("\n");
    for (const [, action = "", pin = ""] of text.matchAll(/uses: ([\w/-]+)@(.*)$/gm)) {
      pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    }
    expect(pins.size).to.be.greaterThan(3);
    for (const [action, commits] of pins) {
      expect([...commits], action).to.have.length(1);
    }
  });
});
