import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { cleanCommit, describeCommit } from "../../../cli/promotion/source-tree";
import { withWorktree } from "../../../cli/promotion/worktree";
import type { FleetError } from "../../../contracts/errors";
import { failureOf } from "../../support/command-context";

describe("withWorktree", () => {
  let root: string;
  let first: string;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: root,
      encoding: "utf8",
    });
  const commit = (files: Readonly<Record<string, string>>, message: string) => {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(root, name), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "-m", message);
    return git("rev-parse", "HEAD").trim();
  };

  before(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-worktree-"));
    git("init", "--quiet");
    for (const folder of ["node_modules/left", "node_modules/.cache", ".fleet/bin", ".fleet/local"]) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    const installed = { ".gitignore": "node_modules/\n.fleet/\n", "package-lock.json": "{}" };
    first = commit({ ...installed, "index.ts": "one" }, "begin: all of it");
    commit({ "index.ts": "two" }, "go on");
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("gives a clean checkout with what is installed, and removes it", async () => {
    const folder = await withWorktree(root, first, async (worktree) => {
      expect(await cleanCommit(worktree)).to.deep.equal({ id: first, title: "begin: all of it" });
      expect(readdirSync(join(worktree, "node_modules"))).to.deep.equal(["left"]);
      expect(readdirSync(join(worktree, ".fleet"))).to.deep.equal(["bin"]);
      return worktree;
    });
    expect(existsSync(folder)).to.equal(false);
    expect(git("worktree", "list").trim().split("\n")).to.have.length(1);
    expect(git("status", "--porcelain")).to.equal("");
  });

  it("takes the place of one that a killed run has left", async () => {
    const left = join(root, ".fleet", "worktrees", first.slice(0, 12));
    git("worktree", "add", "--quiet", "--detach", left, first);
    expect(await withWorktree(root, first, async (worktree) => worktree)).to.equal(left);
    expect(existsSync(left)).to.equal(false);
  });

  it("refuses a commit that is not there, and one with other packages", async () => {
    const missing = "0".repeat(40);
    const nowhere = await failureOf(withWorktree(root, missing, async () => undefined));
    expect(nowhere.name).to.equal("PrerequisiteMissing");
    expect(nowhere.message).to.match(/^git worktree failed in .*: .*0{40}/s);

    commit({ "package-lock.json": '{"new":true}' }, "another package");
    const other = (await failureOf(withWorktree(root, first, async () => undefined))) as FleetError;
    const short = first.slice(0, 12);
    expect(other.message).to.equal(
      `commit ${short} has other packages than are installed here: go back from a checkout of its own`,
    );
    expect(other.details).to.deep.equal([
      `git worktree add ../${short} ${first} && cd ../${short} && make setup`,
      "bin/fleet up <project> <env>",
    ]);
  });

  it("names what is not committed", async () => {
    expect((await describeCommit(root, "HEAD")).title).to.equal("another package");
    writeFileSync(join(root, "index.ts"), "three");
    writeFileSync(join(root, "new.ts"), "");
    const failure = (await failureOf(cleanCommit(root))) as FleetError;
    expect(failure.message).to.equal(
      `${root} is not what is in its commit: commit or remove what is changed, and have it deployed and tested below first`,
    );
    expect(failure.details).to.deep.equal(["M index.ts", "?? new.ts"]);
  });
});
