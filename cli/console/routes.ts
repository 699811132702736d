import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../contracts/errors";
import type { Clock } from "../clock";
import { svg } from "../graph/svg";
import { html } from "./html";
import { documentOf, type Page } from "./page";
import { costsPage } from "./pages/costs";
import { driftPage, locksPage, pipelinesPage } from "./pages/operations";
import { workspacePage } from "./pages/workspace";
import { workspacesPage } from "./pages/workspaces";
import type { ConsoleQueries } from "./queries";

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** In place of the one that all others have. */
  readonly policy?: string;
}

const ASSETS: Readonly<Record<string, string>> = {
  "console.css": "text/css; charset=utf-8",
  "console.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

const PAGES: Readonly<
  Record<string, (queries: ConsoleQueries, query: URLSearchParams, now: Date) => Promise<Page>>
> = {
  "/": workspacesPage,
  "/costs": costsPage,
  "/pipelines": pipelinesPage,
  "/locks": locksPage,
  "/drift": driftPage,
};

/** A picture brings its own style, and nothing else. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Answers what a person who may see the page asks for. */
export async function answer(queries: ConsoleQueries, clock: Clock, url: URL): Promise<Answer> {
  try {
    return (await found(queries, clock, url)) ?? problem(queries, 404, "There is no such page.");
  } catch (error) {
    const known = error instanceof FleetError || (error as { $metadata?: unknown }).$metadata !== undefined;
    return problem(queries, known ? 503 : 500, (error as Error).message);
  }
}

async function found(
  queries: ConsoleQueries,
  clock: Clock,
  { pathname, searchParams }: URL,
): Promise<Answer | undefined> {
  const page = PAGES[pathname];
  if (page) {
    return pageAnswer(queries, await page(queries, searchParams, clock.now()));
  }
  const [folder, name = "", part, ...more] = pathname.slice(1).split("/");
  if (folder === "assets" && part === undefined) {
    return assetAnswer(name);
  }
  if (folder === "workspaces" && part === undefined) {
    return pageAnswer(queries, await workspacePage(queries, name, searchParams));
  }
  return folder === "workspaces" && part === "graph.svg" && more.length === 0
    ? graphAnswer(queries, name)
    : undefined;
}

function pageAnswer({ place }: ConsoleQueries, page: Page | undefined, status = 200): Answer | undefined {
  return page && { status, type: "text/html; charset=utf-8", body: documentOf(page, place).text };
}

function problem(queries: ConsoleQueries, status: number, message: string): Answer {
  const body = html`<p class="problem" role="alert">${message}</p>`;
  const page: Page = { title: status === 404 ? "Not found" : "It did not work", section: "/", body };
  return pageAnswer(queries, page, status) as Answer;
}

async function graphAnswer(queries: ConsoleQueries, id: string): Promise<Answer | undefined> {
  const workspace = await queries.workspace(id);
  const drawn = workspace && (await queries.graph(workspace));
  return (
    drawn && {
      status: 200,
      type: "image/svg+xml",
      body: svg(drawn, workspace.name),
      policy: PICTURE_POLICY,
    }
  );
}

function assetAnswer(name: string): Answer | undefined {
  const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  return type === undefined
    ? undefined
    : { status: 200, type, body: readFileSync(join(__dirname, "assets", name), "utf8") };
}
