import { FleetError } from "../../contracts/errors";

/** A pull request of a repository, and the API by which GitHub can be asked about it. */
export interface PullRequest {
  /** `https://api.github.com` */
  readonly api: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
}

/** How a comment of ours is known again; invisible to readers. */
const MARKER = "<!-- fleet preview -->";
/** Characters of a comment that GitHub accepts. */
const MAX_LENGTH = 65_536;
const PAGE_SIZE = 100;
/** How long GitHub has for one answer, in milliseconds. */
const TIMEOUT = 30_000;

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
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_SHA } = variables;
  const run = GITHUB_RUN_ID && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  const head = `${MARKER}\n## What this would change${GITHUB_SHA ? `, at ${GITHUB_SHA.slice(0, 7)}` : ""}\n\n`;
  const foot = run ? `\n[The run](${run})\n` : "";
  const room = MAX_LENGTH - head.length - foot.length;
  if (sections.length <= room) {
    return `${head}${sections}${foot}`;
  }
  const cut = "\n\nThis is too long for a comment: the rest is in the run's artifacts.\n";
  const text = sections.slice(0, room - cut.length);
  return `${head}${text.slice(0, text.lastIndexOf("\n"))}${cut}${foot}`;
}

/**
 * Writes our comment on the pull request, or changes the one that is there.
 * @returns its address
 * @throws FleetError `BackendUnavailable` with GitHub's answer
 */
export async function putComment(pullRequest: PullRequest, body: string): Promise<string> {
  const { repository, number } = pullRequest;
  const existing = await findComment(pullRequest);
  const written = existing
    ? await ask<Comment>(pullRequest, "PATCH", `/repos/${repository}/issues/comments/${existing.id}`, {
        body,
      })
    : await ask<Comment>(pullRequest, "POST", `/repos/${repository}/issues/${number}/comments`, { body });
  return written.html_url;
}

async function findComment(pullRequest: PullRequest): Promise<Comment | undefined> {
  const { repository, number } = pullRequest;
  for (let page = 1; ; page++) {
    const comments = await ask<readonly Comment[]>(
      pullRequest,
      "GET",
      `/repos/${repository}/issues/${number}/comments?per_page=${PAGE_SIZE}&page=${page}`,
    );
    // A person who quotes ours, marker and all, keeps the own text.
    const ours = comments.find(({ body, user }) => body?.startsWith(MARKER) && user?.type === "Bot");
    if (ours || comments.length < PAGE_SIZE) {
      return ours;
    }
  }
}

async function ask<Answer>(
  { api, token }: PullRequest,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`${api}${path}`, {
      method,
      headers: { Accept: "application/vnd.github+json", Authorization: `Bearer ${token}` },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    throw new FleetError("BackendUnavailable", `GitHub does not answer at ${api}`, [], { cause: error });
  }
  if (!response.ok) {
    throw new FleetError(
      "BackendUnavailable",
      `GitHub answers ${response.status} to ${method} ${path.split("?")[0]}: the job needs permission pull-requests: write`,
    );
  }
  return (await response.json()) as Answer;
}
