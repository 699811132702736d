import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FleetError } from "../../contracts/errors";

const run = promisify(execFile);

/** Enough for the list of changed files of a large checkout, in bytes. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/** A commit of the repository. */
export interface Commit {
  readonly id: string;
  /** First line of its message. */
  readonly title: string;
}

/**
 * The commit that is checked out in `root`, without any change: only what is in a commit can be told from something
 * else, approved, and gone back to.
 * @throws FleetError `PrerequisiteMissing` without a repository, `OperationRefused` when files differ from the commit
 */
export async function cleanCommit(root: string): Promise<Commit> {
  const changed = (await git(root, "status", "--porcelain")).split("\n").filter((line) => line !== "");
  if (changed.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `${root} is not what is in its commit: commit or remove what is changed, and have it deployed and tested below first`,
      changed.slice(0, 20).map((line) => line.trim()),
    );
  }
  return describeCommit(root, "HEAD");
}

/** @throws FleetError `PrerequisiteMissing` when the repository does not have it */
export async function describeCommit(root: string, revision: string): Promise<Commit> {
  const text = await git(root, "log", "-1", "--format=%H %s", revision, "--");
  const [id = "", ...title] = text.trim().split(" ");
  return { id, title: title.join(" ") };
}

/**
 * What `git` says.
 * @throws FleetError `PrerequisiteMissing` when it fails
 */
export async function git(root: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await run("git", [...args], { cwd: root, maxBuffer: MAX_OUTPUT })).stdout;
  } catch (error) {
    const { stderr = "", message } = error as Error & { readonly stderr?: string };
    throw new FleetError(
      "PrerequisiteMissing",
      `git ${args[0]} failed in ${root}: ${stderr.trim() || message}`,
      [],
      { cause: error },
    );
  }
}
