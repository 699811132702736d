import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { SourceCommit } from "../../backend/operations/operation-entry";

const run = promisify(execFile);

/** Enough for the list of changed files of a large checkout, in bytes. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/**
 * What is checked out in `folder`; where there is no repository, as in an image, what CI says that it built.
 * @returns undefined when neither is known
 */
export async function sourceCommit(
  folder: string,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<SourceCommit | undefined> {
  try {
    const [head, status] = await Promise.all([
      run("git", ["rev-parse", "HEAD"], { cwd: folder }),
      run("git", ["status", "--porcelain"], { cwd: folder, maxBuffer: MAX_OUTPUT }),
    ]);
    return { id: head.stdout.trim(), dirty: status.stdout.trim() !== "" };
  } catch {
    // GitHub; GitLab
    const id = variables.GITHUB_SHA || variables.CI_COMMIT_SHA;
    return id ? { id, dirty: false } : undefined;
  }
}
