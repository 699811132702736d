import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENTS } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { commentBody, pullRequestOf, putComment } from "../../ci/pull-request-comment";
import type { Context } from "../../context";

export interface CommentOptions {
  /** Whether only to print it. @default false */
  readonly dryRun?: boolean;
  /** How many previews there must be; a job that ended early has written none. @default as many as there are */
  readonly expect?: number;
}

/** What is said where no stack is touched. */
const NOTHING = "No stack of any environment is touched by this change.\n";

/**
 * Puts the Markdown files of `folder` on the pull request, in the order of the environments.
 * @throws FleetError `InvalidArgument` when the folder cannot be read or there is no pull request,
 * `BackendUnavailable`
 */
export async function comment(
  context: Context,
  folder: string,
  options: CommentOptions,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const { output } = context;
  const body = commentBody(sectionsIn(folder, options.expect), variables);
  if (options.dryRun) {
    output.result({ body }, () => output.line(body));
    return;
  }
  const pullRequest = pullRequestOf(variables);
  const address = await putComment(pullRequest, body);
  output.result({ address }, () => output.line(`pull request ${pullRequest.number}: ${address}`));
}

function sectionsIn(folder: string, expected?: number): string {
  const files = markdownIn(folder).sort(
    (left, right) => rank(left) - rank(right) || left.localeCompare(right),
  );
  const missing = (expected ?? files.length) - files.length;
  const sections = files.map((file) => readFileSync(join(folder, file), "utf8"));
  if (missing > 0) {
    sections.push(`**${missing} of ${expected} previews are missing:** see the run.\n`);
  }
  return sections.length === 0 ? NOTHING : sections.join("\n");
}

/** A folder that is not there is that of no preview at all. */
function markdownIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".md"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw new FleetError("InvalidArgument", `${folder} cannot be read: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
}

/** Files are called `<environment>-<project>.md`. */
function rank(file: string): number {
  const index = ENVIRONMENTS.findIndex((environment) => file.startsWith(`${environment}-`));
  return index === -1 ? ENVIRONMENTS.length : index;
}
