import { FleetError } from "../../../contracts/errors";
import { TEMPLATES, WORKSPACE_STATUSES, type WorkspaceRecord } from "../../../contracts/registry/records";
import { WORKSPACE_SORTS } from "../../../contracts/registry/workspace-filter";
import { formatUsd } from "../../output/usd";
import { FIELDS, type Field, parseFilters } from "../filters";
import { type Html, html } from "../html";
import { type Page, status, table, time } from "../page";
import type { ConsoleQueries } from "../queries";

/** The list of workspaces, filtered by the address. */
export async function workspacesPage(
  queries: ConsoleQueries,
  query: URLSearchParams,
  now: Date,
): Promise<Page> {
  const { filter, options, problems } = parseFilters(query, now);
  try {
    const { workspaces, cursor } = await queries.workspaces(filter, options);
    return page(query, problems, html`${listOf(workspaces)}${nextLink(query, cursor)}`);
  } catch (error) {
    // A cursor that somebody has edited.
    if (error instanceof FleetError && error.name === "InvalidArgument") {
      return page(query, [error.message], html``);
    }
    throw error;
  }
}

function page(query: URLSearchParams, problems: readonly string[], list: Html): Page {
  const told = problems.map((problem) => html`<p class="problem" role="alert">${problem}</p>`);
  return { title: "Workspaces", section: "/", body: html`${form(query)}${told}${list}` };
}

function form(query: URLSearchParams): Html {
  const value = (field: Field) => query.get(field) ?? "";
  const input = (field: Field, label: string, hint: string, type = "text") =>
    html`<label>${label}<input name="${field}" type="${type}" value="${value(field)}" placeholder="${hint}"${type === "number" ? html` min="0" step="any"` : ""}></label>`;
  const choice = (field: Field, label: string, any: string, choices: readonly string[]) => {
    const options = choices.map(
      (each) => html`<option${each === value(field) ? html` selected` : ""}>${each}</option>`,
    );
    return html`<label>${label}<select name="${field}"><option value="">${any}</option>${options}</select></label>`;
  };
  return html`<form class="filters" role="search">
${input("text", "Search", "name, owner, tag, …", "search")}
${choice("template", "Template", "any", TEMPLATES)}
${choice("status", "Status", "any but destroyed", WORKSPACE_STATUSES)}
${input("owner", "Owner", "team")}
${input("tag", "Tag", "key=value")}
${input("type", "Resource type", "ec2/instance")}
${input("days", "Days old at most", "30", "number")}
${input("min", "USD a month from", "0", "number")}
${input("max", "to", "100", "number")}
${choice(
  "sort",
  "Sort by",
  "updated",
  WORKSPACE_SORTS.filter((sort) => sort !== "updated"),
)}
<button>Filter</button> <a href="/">Clear</a>
</form>`;
}

function listOf(workspaces: readonly WorkspaceRecord[]): Html {
  const rows = workspaces.map((workspace) => [
    html`<a class="row" href="/workspaces/${workspace.id}">${workspace.name}</a>`,
    status(workspace.status),
    workspace.owner || "–",
    workspace.resourceCount,
    `${formatUsd(workspace.monthlyCost)}${Object.keys(workspace.unpriced).length > 0 ? " +" : ""}`,
    time(workspace.updated),
    workspace.lockHolder ?? "",
    workspace.expires === undefined ? "" : time(workspace.expires),
  ]);
  return table(
    "Workspaces, costs with + where a price is not known",
    ["Name", "Status", "Owner", "Resources", "A month", "Updated", "Locked by", "Expires"],
    rows,
    "No workspace passes these filters.",
  );
}

function nextLink(query: URLSearchParams, cursor: string | undefined): Html {
  if (cursor === undefined) {
    return html``;
  }
  const next = new URLSearchParams({ cursor });
  for (const field of FIELDS) {
    const value = query.get(field);
    if (value) {
      next.set(field, value);
    }
  }
  return html`<p><a rel="next" href="/?${next.toString()}">Next page</a></p>`;
}
