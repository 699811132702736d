import type { WorkspaceFilter } from "../../contracts/registry/workspace-filter";
import type { IndexQuery } from "./registry-table";

/** The query that answers `filter`: over the index which leaves the fewest rows to look at. */
export function workspaceQuery(filter: WorkspaceFilter): IndexQuery {
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

  const { owner, template, statuses, tags = {}, resourceType, text = "" } = filter;
  const key = hashKeyOf(filter);
  if (owner !== undefined && key.index !== "byOwner") {
    where("owner", "# = :", owner);
  }
  if (template !== undefined && key.index !== "byTemplate") {
    where("template", "# = :", template);
  }
  if (statuses === undefined) {
    where("workspaceStatus", "# <> :", "destroyed");
  } else if (key.index !== "byStatus") {
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
  const { createdSince, createdBefore, minMonthlyCost, maxMonthlyCost } = filter;
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
  return { ...key, conditions, names, values };
}

/** An owner has few workspaces, a status that is not `active` too; of a template there are many or three. */
function hashKeyOf({ owner, template, statuses }: WorkspaceFilter): Pick<IndexQuery, "index" | "value"> {
  const status = statuses?.length === 1 ? statuses[0] : undefined;
  if (owner) {
    return { index: "byOwner", value: owner };
  }
  if (status !== undefined && status !== "active") {
    return { index: "byStatus", value: status };
  }
  if (template !== undefined) {
    return { index: "byTemplate", value: template };
  }
  if (status !== undefined) {
    return { index: "byStatus", value: status };
  }
  return { index: "byRecord", value: "workspace" };
}
