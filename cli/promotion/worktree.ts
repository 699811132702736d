import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../contracts/errors";
import { git } from "./source-tree";

/** What of the installation a worktree takes over; caches and other worktrees are not. */
const SHARED = {
  node_modules: { without: [".cache"] },
  ".fleet": { without: ["worktrees", "local"] },
} as const;

/**
 * Runs `work` with a checkout of `commit` that has what is installed here, and removes it.
 * @throws FleetError `PrerequisiteMissing` when the commit is not there or needs other packages than are installed
 */
export async function withWorktree<Result>(
  root: string,
  commit: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(root, ".fleet", "worktrees", commit.slice(0, 12));
  await removeWorktree(root, folder);
  await git(root, "worktree", "add", "--detach", folder, commit);
  try {
    await assertSamePackages(root, folder, commit);
    for (const [name, { without }] of Object.entries(SHARED)) {
      shareFolder(join(root, name), join(folder, name), without);
    }
    return await work(folder);
  } finally {
    await removeWorktree(root, folder);
  }
}

/** Also what a killed run has left. */
async function removeWorktree(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await git(root, "worktree", "prune");
}

async function assertSamePackages(root: string, folder: string, commit: string): Promise<void> {
  const lock = (where: string) => readFileSync(join(where, "package-lock.json"), "utf8");
  if (lock(root) !== lock(folder)) {
    const short = commit.slice(0, 12);
    throw new FleetError(
      "PrerequisiteMissing",
      `commit ${short} has other packages than are installed here: go back from a checkout of its own`,
      [
        `git worktree add ../${short} ${commit} && cd ../${short} && make setup`,
        "bin/fleet up <project> <env>",
      ],
    );
  }
}

/** A folder of its own with links, so that git's ignore rules for folders hold and caches are apart. */
function shareFolder(from: string, to: string, without: readonly string[]): void {
  if (!existsSync(from)) {
    return;
  }
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => !without.includes(each))) {
    symlinkSync(join(from, name), join(to, name));
  }
}
