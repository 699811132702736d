import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FleetError } from "../../contracts/errors";

const run = promisify(execFile);

/** Enough for the names of all files of a large repository, in bytes. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/** What differs between a branch and the one that it goes into. */
export interface ChangedFiles {
  /** Relative to the repository, deleted ones too; a renamed file under both names. */
  readonly files: readonly string[];
  /** Content of `file` before; undefined when it was not there. */
  before(file: string): Promise<string | undefined>;
}

/**
 * What the checkout in `root` changes against `base`, since the two parted; uncommitted changes and new files count.
 * @throws FleetError `InvalidArgument` when `base` is no commit that is here, or shares no history
 */
export async function changedFiles(root: string, base: string): Promise<ChangedFiles> {
  const git = async (...args: readonly string[]) =>
    (await run("git", args, { cwd: root, maxBuffer: MAX_OUTPUT })).stdout;
  let parting: string;
  try {
    parting = (await git("merge-base", "--end-of-options", base, "HEAD")).trim();
  } catch (error) {
    throw new FleetError(
      "InvalidArgument",
      `nothing can be compared with ${JSON.stringify(base)}: give --base a branch or commit that is here and shares history, for instance after git fetch --unshallow origin`,
      [],
      { cause: error },
    );
  }
  const [changed, added] = await Promise.all([
    git("diff", "--name-only", "--no-renames", "-z", parting),
    git("ls-files", "--others", "--exclude-standard", "-z"),
  ]);
  const files = [...new Set(`${changed}${added}`.split("\0").filter(Boolean))].sort();
  return {
    files,
    before: (file) => git("show", `${parting}:${file}`).catch(() => undefined),
  };
}

/** The branch that a pull request goes into, as GitHub says it; elsewhere `origin/main`. */
export function targetBranch(variables: Readonly<Record<string, string | undefined>>): string {
  return `origin/${variables.GITHUB_BASE_REF || "main"}`;
}
