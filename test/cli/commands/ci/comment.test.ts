import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { comment } from "../../../../cli/commands/ci/comment";
import { commandContext, failureOf } from "../../../support/command-context";
import { githubServer } from "../../../support/github-server";

const HEAD = "<!-- fleet preview -->\n## What this would change\n\n";

describe("fleet ci comment", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-previews-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function body(expect?: number): Promise<string> {
    const context = commandContext();
    await comment(context, folder, { dryRun: true, expect }, {});
    return context.said.lines.join("\n");
  }
  const write = (file: string) => writeFileSync(join(folder, file), `### ${file}\n`);

  it("puts the files together in the order of the environments", async () => {
    for (const file of ["prod-base.md", "dev-state.md", "dev-base.md", "staging-base.md", "log.txt"]) {
      write(file);
    }
    expect(await body(4)).to.equal(
      `${HEAD}### dev-base.md\n\n### dev-state.md\n\n### staging-base.md\n\n### prod-base.md\n`,
    );
  });

  it("says how many previews are missing", async () => {
    write("dev-base.md");
    expect(await body(3)).to.equal(
      `${HEAD}### dev-base.md\n\n**2 of 3 previews are missing:** see the run.\n`,
    );
  });

  it("says that nothing is touched where there is no preview, also without a folder", async () => {
    const nothing = `${HEAD}No stack of any environment is touched by this change.\n`;
    expect(await body(0)).to.equal(nothing);
    rmSync(folder, { recursive: true });
    expect(await body()).to.equal(nothing);
    writeFileSync(folder, "");
    expect((await failureOf(body())).message).to.match(/^\S+fleet-previews-\S+ cannot be read: ENOTDIR/);
  });

  it("tells the address of what it wrote", async () => {
    const github = await githubServer("secret");
    try {
      write("dev-base.md");
      const context = commandContext();
      const variables = {
        GITHUB_API_URL: github.url,
        GITHUB_TOKEN: "secret",
        GITHUB_REPOSITORY: "team/fleet",
        GITHUB_REF: "refs/pull/12/merge",
      };
      await comment(context, folder, {}, variables);
      expect(context.said.lines).to.deep.equal(["pull request 12: https://github.com/team/fleet/pull/12#1"]);
      expect(github.comments[0]?.body).to.equal(`${HEAD}### dev-base.md\n`);
    } finally {
      await github.stop();
    }
  });
});
