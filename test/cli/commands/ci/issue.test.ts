import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type IssueOptions, issue } from "../../../../cli/commands/ci/issue";
import { commandContext, failureOf } from "../../../support/command-context";
import { type GitHubServer, githubServer } from "../../../support/github-server";

const MARKER = "<!-- fleet drift -->";
const TITLE = "Drift: resources are not as they were deployed";

describe("fleet ci issue", () => {
  let folder: string;
  let github: GitHubServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "fleet-drift-"));
    github = await githubServer("secret");
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await github.stop();
  });

  async function run(options: IssueOptions = {}, more: Record<string, string> = {}) {
    const context = commandContext();
    await issue(context, folder, options, {
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: "secret",
      GITHUB_REPOSITORY: "team/fleet",
      ...more,
    });
    return context.said.lines;
  }
  const write = (environment: string, text: string) =>
    writeFileSync(join(folder, `${environment}.txt`), text);

  it("opens one issue and then changes it, with each report as code, in the order of the environments", async () => {
    write("prod", "state prod: drifted\n");
    expect(await run()).to.deep.equal(["issue: https://github.com/team/fleet/issues/1"]);
    write("dev", "base dev: drifted\n  ~ tags\n");
    expect(await run()).to.deep.equal(["issue: https://github.com/team/fleet/issues/1"]);
    expect(github.issues).to.have.length(1);
    expect(github.issues[0]).to.include({ title: TITLE, state: "open" });
    expect(github.issues[0]?.body).to.match(new RegExp(`^${MARKER}\n`));
    expect(github.issues[0]?.body.split("\n\n").slice(1).join("\n\n")).to.equal(
      "### dev\n\n    base dev: drifted\n      ~ tags\n\n### prod\n\n    state prod: drifted\n",
    );
  });

  it("leaves alone what a person or a pull request has like it, among any number of others", async () => {
    const others = [
      github.open({ body: MARKER, user: { type: "User" } }),
      github.open({ body: MARKER, pull_request: {} }),
      ...Array.from({ length: 120 }, (_, index) => github.open({ body: `issue ${index}` })),
    ];
    const ours = github.open({ body: `${MARKER}\nof yesterday` });
    const before = JSON.stringify(others);
    write("dev", "drifted");
    expect(await run()).to.deep.equal([`issue: ${ours.html_url}`]);
    expect(JSON.stringify(others)).to.equal(before);
  });

  it("points to the run, also where no report was left", async () => {
    const run7 = { GITHUB_SERVER_URL: "https://github.com", GITHUB_RUN_ID: "7" };
    const [body = ""] = await run({ dryRun: true }, run7);
    expect(body.split("\n\n").slice(1).join("\n\n")).to.equal(
      "No report was left: see the run.\n\n[The run](https://github.com/team/fleet/actions/runs/7)\n",
    );
    expect(github.calls).to.deep.equal([]);
  });

  it("closes the issue when nothing has drifted, and opens another one the next time", async () => {
    expect(await run({ resolved: true })).to.deep.equal(["no issue to close"]);
    await run();
    expect(await run({ resolved: true })).to.deep.equal(["closed: https://github.com/team/fleet/issues/1"]);
    expect(github.issues[0]?.state).to.equal("closed");
    expect(await run()).to.deep.equal(["issue: https://github.com/team/fleet/issues/2"]);
  });

  it("says what is missing, and what GitHub answers", async () => {
    expect(await failureOf(issue(commandContext(), folder, {}, {}))).to.include({
      name: "InvalidArgument",
      message:
        "no repository to write an issue in: GITHUB_TOKEN, GITHUB_REPOSITORY not set, as a job of GitHub Actions has them; use --dry-run elsewhere",
    });
    expect(await failureOf(run({}, { GITHUB_TOKEN: "wrong" }))).to.include({
      name: "BackendUnavailable",
      message: "GitHub answers 403 to GET /repos/team/fleet/issues: the job needs permission issues: write",
    });
  });
});
