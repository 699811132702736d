import { FleetError } from "../../contracts/errors";
import type { WorkspaceRecord } from "../../contracts/registry/records";
import { REGISTRY_INDEXES, workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { type WorkspaceRow, workspaceOfRow } from "../../contracts/registry/rows";
import {
  compareWorkspaces,
  type WorkspaceFilter,
  type WorkspaceSort,
} from "../../contracts/registry/workspace-filter";
import type { Registry } from "./registry";
import type { IndexPage, IndexQuery } from "./registry-table";
import { workspaceQuery } from "./workspace-query";

export interface ListOptions {
  /** @default "updated", which is the only order that an index keeps: any other reads all that pass the filter */
  readonly sort?: WorkspaceSort;
  /** The most on a page. @default 50 */
  readonly limit?: number;
  /** Where the page begins, as the one before says. */
  readonly cursor?: string;
}

/** A page of workspaces. */
export interface WorkspacePage {
  readonly workspaces: readonly WorkspaceRecord[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}

export const DEFAULT_LIMIT = 50;

/** How many rows a request looks at for each that is wanted, where some may not pass the filter. */
const SPARE = 4;

/** The most rows that a request looks at: about what DynamoDB puts into one answer. */
const MOST = 1000;

/**
 * A page of the workspaces that pass `filter`, in the order of `sort`. A page is complete as of its own time: what
 * changes between two pages may be on both of them, or on none.
 * @throws FleetError `InvalidArgument` for a cursor that is none of this order
 */
export async function listWorkspaces(
  { table }: Pick<Registry, "table">,
  filter: WorkspaceFilter = {},
  { sort = "updated", limit = DEFAULT_LIMIT, cursor }: ListOptions = {},
): Promise<WorkspacePage> {
  const query = workspaceQuery(filter);
  const last = cursor === undefined ? undefined : parseCursor(cursor, sort);
  const found: WorkspaceRecord[] = [];
  // One more than is wanted tells whether there is another page.
  const wanted = sort === "updated" ? limit + 1 : Number.POSITIVE_INFINITY;
  let start = sort === "updated" && last ? startKeyOf(query, last) : undefined;
  do {
    const evaluated = Math.min(MOST, (limit + 1) * (query.conditions?.length === 0 ? 1 : SPARE));
    const page: IndexPage<WorkspaceRow> = await table.page(
      query,
      wanted === limit + 1 ? evaluated : MOST,
      start,
    );
    found.push(...page.rows.map(workspaceOfRow).filter((record) => record !== undefined));
    start = page.next;
  } while (start !== undefined && found.length < wanted);
  const rest = sort === "updated" ? found : after(found, sort, last);
  const workspaces = rest.slice(0, limit);
  const end = workspaces.at(-1);
  return {
    workspaces,
    ...(end && rest.length > limit && { cursor: cursorAfter(end, sort) }),
  };
}

/** Where the page after `record` begins. */
export function cursorAfter(
  { id, updated, created, name, owner, monthlyCost, resourceCount }: WorkspaceRecord,
  sort: WorkspaceSort,
): string {
  const place = { id, updated, created, name, owner, monthlyCost, resourceCount };
  return Buffer.from(JSON.stringify({ sort, place })).toString("base64url");
}

function parseCursor(cursor: string, sort: WorkspaceSort): WorkspaceRecord {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (
      parsed.sort === sort &&
      typeof parsed.place.id === "string" &&
      typeof parsed.place.updated === "string"
    ) {
      return parsed.place;
    }
  } catch {
    // Told below, as for a cursor of another order.
  }
  throw new FleetError(
    "InvalidArgument",
    `the cursor ${JSON.stringify(cursor.slice(0, 60))} is none of a list by ${sort}: give the one that the page before ended with, and the same order`,
  );
}

/** The keys of the last row in the index and in the table, as DynamoDB wants them to go on. */
function startKeyOf(
  { index, value }: IndexQuery,
  { id, updated }: WorkspaceRecord,
): IndexPage<never>["next"] {
  return { ...workspaceKeyOf(id), [REGISTRY_INDEXES[index].hashKey]: value, at: updated };
}

function after(
  found: readonly WorkspaceRecord[],
  sort: WorkspaceSort,
  last: WorkspaceRecord | undefined,
): readonly WorkspaceRecord[] {
  const compare = compareWorkspaces(sort);
  return found.filter((record) => last === undefined || compare(last, record) < 0).sort(compare);
}
