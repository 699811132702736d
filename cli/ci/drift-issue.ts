import { FleetError } from "../../contracts/errors";
import { askGitHub, findOnGitHub, type GitHubRepository } from "./github-api";
import { githubText } from "./github-text";

/** What was written about one environment whose check did not end well. */
export interface DriftReport {
  readonly environment: string;
  /** What `fleet drift` said. */
  readonly text: string;
}

/** How the issue is known again; invisible to readers. */
const MARKER = "<!-- fleet drift -->";
const TITLE = "Drift: resources are not as they were deployed";
const PERMISSION = "issues: write";

interface Issue {
  readonly number: number;
  readonly body?: string | null;
  readonly html_url: string;
  readonly user?: { readonly type?: string } | null;
  /** Only what is a pull request has it: GitHub lists both. */
  readonly pull_request?: object;
}

/**
 * The repository that a job of GitHub Actions belongs to.
 * @throws FleetError `InvalidArgument` that names what is missing
 */
export function repositoryOf(variables: Readonly<Record<string, string | undefined>>): GitHubRepository {
  const { GITHUB_TOKEN, GITHUB_REPOSITORY } = variables;
  if (!GITHUB_TOKEN || !GITHUB_REPOSITORY) {
    const missing = Object.entries({ GITHUB_TOKEN, GITHUB_REPOSITORY }).filter(([, value]) => !value);
    throw new FleetError(
      "InvalidArgument",
      `no repository to write an issue in: ${missing.map(([name]) => name).join(", ")} not set, as a job of GitHub Actions has them; use --dry-run elsewhere`,
    );
  }
  return {
    api: variables.GITHUB_API_URL || "https://api.github.com",
    token: GITHUB_TOKEN,
    repository: GITHUB_REPOSITORY,
  };
}

/** The issue's text, each report as it was printed. */
export function issueBody(
  reports: readonly DriftReport[],
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const head = `${MARKER}\nThe daily check did not end well. What was changed on purpose belongs into the program, or is taken over by \`fleet drift <project> <env> --accept\`; the rest goes back by \`--repair\`.\n\n`;
  const sections = reports.map(({ environment, text }) => `### ${environment}\n\n${indented(text)}`);
  const text = sections.length === 0 ? "No report was left: see the run.\n" : sections.join("\n");
  return githubText(head, text, variables);
}

/**
 * Opens our issue, or changes the one that is open.
 * @returns its address
 * @throws FleetError `BackendUnavailable` with GitHub's answer
 */
export async function putIssue(repository: GitHubRepository, body: string): Promise<string> {
  const open = await openIssue(repository);
  const path = `/repos/${repository.repository}/issues`;
  const written = open
    ? await askGitHub<Issue>(repository, PERMISSION, "PATCH", `${path}/${open.number}`, { body })
    : await askGitHub<Issue>(repository, PERMISSION, "POST", path, { title: TITLE, body });
  return written.html_url;
}

/**
 * Closes our issue.
 * @returns its address; undefined where none is open
 * @throws FleetError `BackendUnavailable` with GitHub's answer
 */
export async function closeIssue(repository: GitHubRepository): Promise<string | undefined> {
  const open = await openIssue(repository);
  if (open) {
    const path = `/repos/${repository.repository}/issues/${open.number}`;
    await askGitHub<Issue>(repository, PERMISSION, "PATCH", path, {
      state: "closed",
      state_reason: "completed",
    });
  }
  return open?.html_url;
}

function openIssue(repository: GitHubRepository): Promise<Issue | undefined> {
  return findOnGitHub<Issue>(
    repository,
    PERMISSION,
    `/repos/${repository.repository}/issues?state=open`,
    // A person who quotes ours, marker and all, keeps the own text.
    ({ body, user, pull_request }) =>
      body?.startsWith(MARKER) === true && user?.type === "Bot" && pull_request === undefined,
  );
}

/** As code, whatever it holds. */
function indented(text: string): string {
  return `${text.trimEnd().replace(/^/gm, "    ")}\n`;
}
