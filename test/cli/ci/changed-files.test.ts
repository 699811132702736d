import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { changedFiles, targetBranch } from "../../../cli/ci/changed-files";
import { failureOf } from "../../support/command-context";
import { type GitRepository, gitRepository } from "../../support/git-repository";

describe("changedFiles", () => {
  let repository: GitRepository;
  beforeEach(() => {
    repository = gitRepository();
    for (const file of ["kept", "edited", "deleted", "renamed"]) {
      repository.write(file, `${file}, as it was\n`);
    }
    repository.commit();
  });
  afterEach(() => repository.remove());

  it("names what a branch has changed since it parted, uncommitted and new files too", async () => {
    const { root, git, write, commit } = repository;
    git("checkout", "--quiet", "-b", "branch");
    write("edited", "otherwise\n");
    git("mv", "renamed", "moved");
    commit();
    git("checkout", "--quiet", "main");
    write("later", "on main only\n");
    commit();
    git("checkout", "--quiet", "branch");
    unlinkSync(join(root, "deleted"));
    write("folder/new file", "not committed\n");

    const change = await changedFiles(root, "main");
    expect(change.files).to.deep.equal(["deleted", "edited", "folder/new file", "moved", "renamed"]);
    expect(await change.before("edited")).to.equal("edited, as it was\n");
    expect(await change.before("moved")).to.equal(undefined);
  });

  it("refuses a base that is not here, also one that looks like an option", async () => {
    for (const base of ["origin/main", "--output=stolen"]) {
      const error = await failureOf(changedFiles(repository.root, base));
      expect(error).to.include({
        name: "InvalidArgument",
        message: `nothing can be compared with "${base}": give --base a branch or commit that is here and shares history, for instance after git fetch --unshallow origin`,
      });
    }
  });

  it("takes the branch that a pull request goes into, else main", () => {
    expect(targetBranch({ GITHUB_BASE_REF: "release" })).to.equal("origin/release");
    expect(targetBranch({ GITHUB_BASE_REF: "" })).to.equal("origin/main");
  });
});
