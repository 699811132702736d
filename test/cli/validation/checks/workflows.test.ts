import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  function run(text: string) {
    mkdirSync(join(root, ".github", "workflows"), { recursive: true });
    writeFileSync(join(root, ".github", "workflows", "checks.yml"), text);
    return workflows.run(subject({ root }));
  }
  const steps = (...actions: string[]) =>
    `permissions: {}\njobs:\n  test:\n    steps:\n${actions.map((action) => `      - uses: ${action}\n`).join("")}`;

  it("has nothing to say where there is none", async () => {
    expect(await workflows.run(subject({ root }))).to.deep.equal([]);
  });

  it("accepts actions by commit, images by digest, and those of the repository", async () => {
    const image = `docker://alpine@sha256:${"b".repeat(64)}`;
    expect(
      await run(steps(`actions/checkout@${COMMIT} # v4`, "./.github/actions/setup", image)),
    ).to.deep.equal([]);
  });

  it("finds an action by tag, also a reusable workflow", async () => {
    const text = `${steps("actions/checkout@v4")}  more:\n    uses: team/flows/.github/workflows/a.yml@main\n`;
    expect(await run(text)).to.deep.equal([
      ".github/workflows/checks.yml: actions/checkout@v4 can change under us: name it by its commit, 40 hexadecimal digits",
      ".github/workflows/checks.yml: team/flows/.github/workflows/a.yml@main can change under us: name it by its commit, 40 hexadecimal digits",
    ]);
  });

  it("finds a token of unstated permissions, and a file without jobs", async () => {
    expect(await run("jobs: {}\n")).to.deep.equal([
      ".github/workflows/checks.yml: it states no permissions, so its token gets the repository's default: add permissions",
    ]);
    expect(await run("on: push\n")).to.deep.equal([".github/workflows/checks.yml: it has no jobs"]);
  });

  it("finds what is not YAML", async () => {
    expect(await run("jobs: [\n")).to.have.length(1);
    expect((await run("jobs: [\n"))[0]).to.match(/^\.github\/workflows\/checks\.yml: .* at line 2, column 1/);
  });
});
