import { FleetError } from "../../contracts/errors";
import { askGitHub, findOnGitHub, type GitHubRepository } from "./github-api";
import { githubText } from "./github-text";

/** A pull request of a repository. */
export interface PullRequest extends GitHubRepository {
  readonly number: number;
}

/** How a comment of ours is known again; invisible to readers. */
const MARKER = "<!-- fleet preview -->";
const PERMISSION = "pull-requests: write";

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly html_url: string;
  readonly user?: { readonly type?: string } | null;
}

/**
 * The pull request that a job of GitHub Actions belongs to.
 * @throws FleetError `InvalidArgument` that names what is missing
 */
export function pullRequestOf(variables: Readonly<Record<string, string | undefined>>): PullRequest {
  const { GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_REF = "" } = variables;
  const number = /^refs\/pull\/(\d+)\//.exec(GITHUB_REF)?.[1];
  const missing = Object.entries({ GITHUB_TOKEN, GITHUB_REPOSITORY, "GITHUB_REF (refs/pull/…)": number })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  if (!GITHUB_TOKEN || !GITHUB_REPOSITORY || !number) {
    throw new FleetError(
      "InvalidArgument",
      `no pull request to comment on: ${missing.join(", ")} not set, as a job on a pull request has them; use --dry-run elsewhere`,
    );
  }
  return {
    api: variables.GITHUB_API_URL || "https://api.github.com",
    token: GITHUB_TOKEN,
    repository: GITHUB_REPOSITORY,
    number: Number(number),
  };
}

/** The comment: what it is about, `sections`, and where to read on when it would be too long. */
export function commentBody(
  sections: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const { GITHUB_SHA } = variables;
  const head = `${MARKER}\n## What this would change${GITHUB_SHA ? `, at ${GITHUB_SHA.slice(0, 7)}` : ""}\n\n`;
  return githubText(head, sections, variables);
}

/**
 * Writes our comment on the pull request, or changes the one that is there.
 * @returns its address
 * @throws FleetError `BackendUnavailable` with GitHub's answer
 */
export async function putComment(pullRequest: PullRequest, body: string): Promise<string> {
  const { repository, number } = pullRequest;
  const existing = await findOnGitHub<Comment>(
    pullRequest,
    PERMISSION,
    `/repos/${repository}/issues/${number}/comments`,
    // A person who quotes ours, marker and all, keeps the own text.
    (comment) => comment.body?.startsWith(MARKER) === true && comment.user?.type === "Bot",
  );
  const [method, path] = existing
    ? ["PATCH", `/repos/${repository}/issues/comments/${existing.id}`]
    : ["POST", `/repos/${repository}/issues/${number}/comments`];
  const written = await askGitHub<Comment>(pullRequest, PERMISSION, method, path, { body });
  return written.html_url;
}
