import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { workflows } from "../../../../cli/validation/checks/workflows";
import { subject } from "../../../support/validation-subject";

const COMMIT = "a".repeat(40);

describe("check of workflows", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-workflows-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function run(text: string, file = ".github/workflows/checks.yml") {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    return workflows.run(subject({ root }));
  }
  const steps = (...all: string[]) =>
    `on: push\npermissions: {}\njobs:\n  test:\n    timeout-minutes: 5\n    steps:\n${all.map((step) => `      - ${step}\n`).join("")}`;
  const found = (...findings: string[]) =>
    findings.map((finding) => `.github/workflows/checks.yml: ${finding}`);

  it("has nothing to say where there is none", async () => {
    expect(await workflows.run(subject({ root }))).to.deep.equal([]);
  });

  it("accepts this repository's own", async () => {
    expect(await workflows.run(subject({ root: process.cwd() }))).to.deep.equal([]);
  });

  it("accepts actions by commit, images by digest, and those of the repository", async () => {
    const image = `docker://alpine@sha256:${"b".repeat(64)}`;
    expect(
      await run(
        steps(
          `uses: actions/checkout@${COMMIT} # v4\n        with: { persist-credentials: false }`,
          `uses: actions/cache@${COMMIT} # v4.1.0`,
          "uses: ./.github/actions/setup",
          `uses: ${image}`,
        ),
      ),
    ).to.deep.equal([]);
  });

  it("finds an action by tag, also a reusable workflow", async () => {
    const text = `${steps("uses: actions/cache@v4")}  more:\n    uses: team/flows/.github/workflows/a.yml@main\n`;
    expect(await run(text)).to.deep.equal(
      found(
        "actions/cache@v4 can change under us: name it by its commit, 40 hexadecimal digits",
        "team/flows/.github/workflows/a.yml@main can change under us: name it by its commit, 40 hexadecimal digits",
      ),
    );
  });

  it("finds a commit without its version, and a checkout that leaves its token", async () => {
    expect(await run(steps(`uses: actions/checkout@${COMMIT}`))).to.deep.equal(
      found(
        `actions/checkout@${COMMIT} does not say its version: add it as a comment, # v1.2.3`,
        `actions/checkout@${COMMIT} leaves the token in .git/config for all later steps: add persist-credentials: false`,
      ),
    );
  });

  it("finds what is put into a script", async () => {
    expect(await run(steps("run: echo ${{ github.event.pull_request.title }} $TITLE"))).to.deep.equal(
      found(
        "${{ github.event.pull_request.title }} becomes part of a script, whatever is in it: hand it over by env",
      ),
    );
  });

  it("finds triggers that give secrets to strangers, however they are written", async () => {
    for (const on of ["pull_request_target", "[push, pull_request_target]", "{ pull_request_target: {} }"]) {
      expect(await run(steps("run: 'true'").replace("on: push", `on: ${on}`))).to.deep.equal(
        found(
          "pull_request_target gives secrets to a job about what a stranger wrote: use pull_request or push",
        ),
      );
    }
  });

  it("finds a job without an end, a token of unstated permissions, and a file without jobs", async () => {
    expect(await run("jobs:\n  test:\n    steps: []\n")).to.deep.equal(
      found(
        "it states no permissions, so its token gets the repository's default: add permissions",
        "job test may run for 6 hours: add timeout-minutes",
      ),
    );
    expect(await run("on: push\n")).to.deep.equal(found("it has no jobs"));
  });

  it("looks into the repository's own actions", async () => {
    const action = `runs:\n  steps:\n    - uses: actions/cache@v4\n    - run: echo \${{ inputs.name }}\n`;
    expect(await run(action, ".github/actions/setup/action.yml")).to.deep.equal([
      ".github/actions/setup/action.yml: actions/cache@v4 can change under us: name it by its commit, 40 hexadecimal digits",
      ".github/actions/setup/action.yml: ${{ inputs.name }} becomes part of a script, whatever is in it: hand it over by env",
    ]);
  });

  it("finds what is not YAML", async () => {
    expect(await run("jobs: [\n")).to.have.length(1);
    expect((await run("jobs: [\n"))[0]).to.match(/^\.github\/workflows\/checks\.yml: .* at line 2, column 1/);
  });
});
