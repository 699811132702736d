import { FleetError } from "../../contracts/errors";
import type { WorkspaceRecord } from "../../contracts/registry/records";
import { REGISTRY_INDEXES, workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { type WorkspaceRow, workspaceOfRow } from "../../contracts/registry/rows";
import {
  compareWorkspaces,
  sortValue,
  type WorkspaceFilter,
  type WorkspaceSort,
} from "../../contracts/registry/workspace-filter";
import type { Registry } from "./registry";
import type { IndexPage } from "./registry-table";
import { type WorkspaceQuery, workspaceQueries } from "./workspace-query";

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
  const last = cursor === undefined ? undefined : parseCursor(cursor, sort);
  // One more than is wanted tells whether there is another page.
  const wanted = sort === "updated" ? limit + 1 : Number.POSITIVE_INFINITY;
  const place = sort === "updated" ? last : undefined;
  const lists = await Promise.all(
    workspaceQueries(filter).map((query) => newest(table, query, wanted, place)),
  );
  const [only = []] = lists;
  const rest = sort === "updated" && lists.length === 1 ? only : after(lists.flat(), sort, last);
  const workspaces = rest.slice(0, limit);
  const end = workspaces.at(-1);
  return {
    workspaces,
    ...(end && rest.length > limit && { cursor: cursorAfter(end, sort) }),
  };
}

/** The first workspaces of a query after `last`: as many as are wanted, or somewhat more. */
async function newest(
  table: Registry["table"],
  query: WorkspaceQuery,
  wanted: number,
  last: WorkspaceRecord | undefined,
): Promise<readonly WorkspaceRecord[]> {
  const evaluated = Math.min(MOST, wanted * (query.selective ? SPARE : 1));
  const found: WorkspaceRecord[] = [];
  let start = last && startKeyOf(query, last);
  do {
    const page: IndexPage<WorkspaceRow> = await table.page(query, evaluated, start);
    found.push(...page.rows.map(workspaceOfRow).filter((record) => record !== undefined));
    start = page.next;
  } while (start !== undefined && found.length < wanted);
  return found;
}

/** Where the page after `record` begins. */
export function cursorAfter(record: WorkspaceRecord, sort: WorkspaceSort): string {
  const { id, updated } = record;
  const place = { ...placeOf(sort, sortValue(record, sort)), id, updated };
  return Buffer.from(JSON.stringify({ sort, place })).toString("base64url");
}

function placeOf(sort: WorkspaceSort, value: string | number): Readonly<Record<string, unknown>> {
  switch (sort) {
    case "cost":
      return { monthlyCost: value };
    case "resources":
      return { resourceCount: value };
    default:
      return { [sort]: value };
  }
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
  { index, value }: WorkspaceQuery,
  { id, updated }: WorkspaceRecord,
): IndexPage<never>["next"] {
  const { hashKey, rangeKey } = REGISTRY_INDEXES[index];
  return { ...workspaceKeyOf(id), [hashKey]: value, [rangeKey]: updated };
}

function after(
  found: readonly WorkspaceRecord[],
  sort: WorkspaceSort,
  last: WorkspaceRecord | undefined,
): readonly WorkspaceRecord[] {
  const compare = compareWorkspaces(sort);
  return found.filter((record) => last === undefined || compare(last, record) < 0).sort(compare);
}
