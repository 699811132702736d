import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface GitHubComment {
  readonly id: number;
  body: string;
  readonly html_url: string;
  readonly user: { readonly type: string };
}

export interface GitHubIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly html_url: string;
  readonly user: { readonly type: string };
  readonly pull_request?: object;
}

/** As much of GitHub's API as issues of team/fleet and comments on its pull request 12 need. */
export interface GitHubServer {
  readonly url: string;
  readonly comments: GitHubComment[];
  readonly issues: GitHubIssue[];
  /** Method and path of every call. */
  readonly calls: string[];
  /** Adds a comment of somebody's. */
  add(body: string, type: string): GitHubComment;
  /** Opens an issue, or a pull request, of somebody's. */
  open(issue: Partial<GitHubIssue>): GitHubIssue;
  stop(): Promise<void>;
}

const COMMENTS = /^\/repos\/team\/fleet\/issues\/12\/comments(?:\?per_page=(\d+)&page=(\d+))?$/;
const ISSUES = /^\/repos\/team\/fleet\/issues(?:\?state=open&per_page=(\d+)&page=(\d+))?$/;
const ISSUE = /^\/repos\/team\/fleet\/issues\/(\d+)$/;
const COMMENT = /^\/repos\/team\/fleet\/issues\/comments\/(\d+)$/;

/** @param token whoever comes with another one is refused */
export async function githubServer(token: string): Promise<GitHubServer> {
  const comments: GitHubComment[] = [];
  const issues: GitHubIssue[] = [];
  const calls: string[] = [];
  const add = (body: string, type: string) => {
    const id = comments.length + 1;
    const comment = { id, body, html_url: `https://github.com/team/fleet/pull/12#${id}`, user: { type } };
    comments.push(comment);
    return comment;
  };
  const open = (issue: Partial<GitHubIssue>) => {
    const number = issues.length + 1;
    const html_url = `https://github.com/team/fleet/issues/${number}`;
    const opened = { title: "", body: "", state: "open", user: { type: "Bot" }, ...issue, number, html_url };
    issues.push(opened);
    return opened;
  };
  const answerIssues = (method: string, url: string, body: string): unknown => {
    const [list, size, page] = ISSUES.exec(url) ?? [];
    if (list) {
      return method === "POST"
        ? open(JSON.parse(body))
        : issues
            .filter(({ state }) => state === "open")
            .slice(Number(size) * (Number(page) - 1), Number(size) * Number(page));
    }
    const issue = issues.find(({ number }) => String(number) === ISSUE.exec(url)?.[1]);
    return issue && method === "PATCH" ? Object.assign(issue, JSON.parse(body)) : undefined;
  };
  const answer = (method: string, url: string, body: string): unknown => {
    const [list, size, page] = COMMENTS.exec(url) ?? [];
    if (list && method === "GET") {
      return comments.slice(Number(size) * (Number(page) - 1), Number(size) * Number(page));
    }
    if (list && method === "POST") {
      return add(JSON.parse(body).body, "Bot");
    }
    const comment = comments.find(({ id }) => String(id) === COMMENT.exec(url)?.[1]);
    return comment && method === "PATCH"
      ? Object.assign(comment, JSON.parse(body))
      : answerIssues(method, url, body);
  };
  const server: Server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    calls.push(`${method} ${url}`);
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    const allowed = headers.authorization === `Bearer ${token}`;
    const result = allowed ? answer(method, url, body) : undefined;
    response.statusCode = !allowed ? 403 : result === undefined ? 404 : 200;
    response.end(JSON.stringify(result ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    issues,
    calls,
    add,
    open,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
