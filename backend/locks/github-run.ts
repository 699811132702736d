/** What the CI system says of a run: its status, or why that is not known. */
export type CiRunStatus = { readonly status: string } | { readonly unknown: string };

/** Asks the CI system about the run at that address. */
export type DescribeRun = (run: string) => Promise<CiRunStatus>;

/** The status of a run that has ended; every other one is of a run that goes on, or will. */
export const COMPLETED = "completed";

/** How long GitHub may need to answer, in milliseconds. */
const PATIENCE = 5000;

/** Owner, repository, run and attempt in the path of a run's address. */
const RUN_PATH = /^\/([\w-]+)\/([\w.-]+)\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?$/;

/**
 * GitHub's own word on a run, or on the attempt that the address names. The token goes to nobody but the API that
 * belongs to this process's own server, whatever server the address names. It needs the permission `actions: read`.
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 */
export async function describeGitHubRun(
  run: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<CiRunStatus> {
  const server = variables.GITHUB_SERVER_URL || "https://github.com";
  const path = run.startsWith(`${server}/`) ? RUN_PATH.exec(run.slice(server.length)) : undefined;
  if (!path) {
    return { unknown: `only runs of ${server} can be asked about, so look at ${run}` };
  }
  const { GITHUB_TOKEN: token } = variables;
  const api =
    variables.GITHUB_API_URL || (variables.GITHUB_SERVER_URL ? undefined : "https://api.github.com");
  if (!token || !api) {
    return {
      unknown: `${token ? "GITHUB_API_URL" : "GITHUB_TOKEN"} is not set to ask about it, so look at ${run}`,
    };
  }
  const [, owner, repository, id, attempt] = path;
  const address = `${api}/repos/${owner}/${repository}/actions/runs/${id}${attempt ? `/attempts/${attempt}` : ""}`;
  try {
    const answer = await fetch(address, {
      headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) {
      return { unknown: `GitHub answers ${answer.status} about it, so look at ${run}` };
    }
    const { status } = (await answer.json()) as { readonly status?: unknown };
    return typeof status === "string" && status
      ? { status }
      : { unknown: `GitHub's answer about it has no status, so look at ${run}` };
  } catch (error) {
    const { message, cause } = error as Error;
    return {
      unknown: `GitHub cannot be asked about it (${(cause as Error)?.message || message}), so look at ${run}`,
    };
  }
}

/**
 * `describe`, asked about the same run once in `milliseconds` at most: who waits for a run looks every second, and
 * GitHub allows a workflow's token 1,000 requests an hour.
 */
export function askedSeldom(describe: DescribeRun, milliseconds: number): DescribeRun {
  const answers = new Map<string, { readonly at: number; readonly answer: Promise<CiRunStatus> }>();
  return (run) => {
    const now = performance.now();
    const known = answers.get(run);
    if (known && now - known.at < milliseconds) {
      return known.answer;
    }
    const answer = describe(run);
    answers.set(run, { at: now, answer });
    return answer;
  };
}
