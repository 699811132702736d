import { type RegistryStatus, WORKSPACE_STATUSES } from "../../contracts/registry/records";
import type { WorkspaceFilter } from "../../contracts/registry/workspace-filter";
import type { IndexQuery } from "./registry-table";

/** A query of workspaces. */
export interface WorkspaceQuery extends IndexQuery {
  /** Whether many of the rows may not pass: not when all that is left out is what is destroyed. */
  readonly selective: boolean;
}

/** Where to look for workspaces: the rows that an index has for a value. */
type Place = Pick<IndexQuery, "index" | "value">;

/** The queries that answer `filter` together, each over the index that leaves the fewest rows to look at. */
export function workspaceQueries(filter: WorkspaceFilter): readonly WorkspaceQuery[] {
  return placesOf(filter).map((place) => queryOf(filter, place));
}

function queryOf(filter: WorkspaceFilter, place: Place): WorkspaceQuery {
  const conditions: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  /** Adds a condition in which `#` stands for the attribute, and `:` for the value. */
  const where = (attribute: string, condition: string, value: unknown, path = "#") => {
    const number = conditions.length;
    const name = path.replace("#", `#f${number}`);
    names[`#f${number}`] = attribute;
    values[`:f${number}`] = value;
    conditions.push(condition.replace("#", name).replace(":", `:f${number}`));
  };

  const { owner, template, statuses, tags = {}, resourceType, text = "", createdSince } = filter;
  if (owner !== undefined && place.index !== "byOwner") {
    where("owner", "# = :", owner);
  }
  if (template !== undefined && place.index !== "byTemplate") {
    where("template", "# = :", template);
  }
  if (statuses !== undefined && place.index !== "byStatus") {
    names["#status"] = "workspaceStatus";
    const among = statuses.map((status, number) => {
      values[`:status${number}`] = status;
      return `:status${number}`;
    });
    conditions.push(`#status IN (${among.join(", ")})`);
  }
  for (const [tag, value] of Object.entries(tags)) {
    const number = conditions.length;
    names[`#tag${number}`] = tag;
    where("tags", "# = :", value, `#.#tag${number}`);
  }
  if (resourceType !== undefined) {
    where("types", "contains(#, :)", resourceType);
  }
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    where("searched", "contains(#, :)", word);
  }
  const { createdBefore, minMonthlyCost, maxMonthlyCost } = filter;
  for (const [attribute, condition, value] of [
    ["created", "# >= :", createdSince],
    ["created", "# < :", createdBefore],
    ["monthlyCost", "# >= :", minMonthlyCost],
    ["monthlyCost", "# <= :", maxMonthlyCost],
  ] as const) {
    if (value !== undefined) {
      where(attribute, condition, value);
    }
  }
  const selective = conditions.length > 0;
  if (statuses === undefined && place.index === "byOwner") {
    where("workspaceStatus", "# <> :", "destroyed");
  }
  // What was created since was also saved since.
  return { ...place, since: createdSince, conditions, names, values, selective };
}

/**
 * An owner has few workspaces, and so has a status that is none of `active` and `destroyed`; of a template there are
 * many or three. Who is destroyed is found by its owner and its status alone.
 */
function placesOf({ owner, template, statuses = THERE }: WorkspaceFilter): readonly Place[] {
  if (owner) {
    return [{ index: "byOwner", value: owner }];
  }
  if (!statuses.includes("active") || (statuses.length === 1 && template === undefined)) {
    return statuses.map(withStatus);
  }
  const there: Place =
    template === undefined
      ? { index: "byRecord", value: "workspace" }
      : { index: "byTemplate", value: template };
  return [there, ...statuses.filter((status) => status === "destroyed").map(withStatus)];
}

const THERE = WORKSPACE_STATUSES.filter((status) => status !== "destroyed");

function withStatus(status: RegistryStatus): Place {
  return { index: "byStatus", value: status };
}
