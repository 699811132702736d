import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { sourceCommit } from "../../../cli/engine/source-commit";

describe("sourceCommit", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-commit-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: folder,
    }).toString();

  it("is what is checked out, and whether files differ from it", async () => {
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "--message", "first");
    const id = git("rev-parse", "HEAD").trim();

    expect(await sourceCommit(folder, {})).to.deep.equal({ id, dirty: false });
    writeFileSync(join(folder, "new"), "");
    expect(await sourceCommit(folder, { GITHUB_SHA: "other" })).to.deep.equal({ id, dirty: true });
  });

  it("is what CI says where there is no repository", async () => {
    const missing = join(folder, "missing");
    expect(await sourceCommit(missing, { GITHUB_SHA: "a1" })).to.deep.equal({ id: "a1", dirty: false });
    expect(await sourceCommit(missing, { CI_COMMIT_SHA: "b2" })).to.deep.equal({ id: "b2", dirty: false });
  });

  it("is not known where nobody says it", async () => {
    expect(await sourceCommit(join(folder, "missing"), {})).to.equal(undefined);
  });
});
