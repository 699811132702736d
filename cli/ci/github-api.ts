import { FleetError } from "../../contracts/errors";

/** A repository on GitHub, and the API by which GitHub can be asked about it. */
export interface GitHubRepository {
  /** `https://api.github.com` */
  readonly api: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
}

/** How long GitHub has for one answer, in milliseconds. */
const TIMEOUT = 30_000;
const PAGE_SIZE = 100;

/**
 * @param permission what a job needs for this call, for instance `issues: write`
 * @throws FleetError `BackendUnavailable` with GitHub's answer
 */
export async function askGitHub<Answer>(
  { api, token }: GitHubRepository,
  permission: string,
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
      `GitHub answers ${response.status} to ${method} ${path.split("?")[0]}: the job needs permission ${permission}`,
    );
  }
  return (await response.json()) as Answer;
}

/**
 * The first of a list that `isWanted`, page by page.
 * @param path with its query
 * @throws FleetError as {@link askGitHub}
 */
export async function findOnGitHub<Item>(
  repository: GitHubRepository,
  permission: string,
  path: string,
  isWanted: (item: Item) => boolean,
): Promise<Item | undefined> {
  for (let page = 1; ; page++) {
    const query = `${path.includes("?") ? "&" : "?"}per_page=${PAGE_SIZE}&page=${page}`;
    const items = await askGitHub<readonly Item[]>(repository, permission, "GET", `${path}${query}`);
    const found = items.find(isWanted);
    if (found || items.length < PAGE_SIZE) {
      return found;
    }
  }
}
