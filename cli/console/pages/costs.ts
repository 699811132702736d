import { everyWorkspace } from "../../../backend/registry/every-workspace";
import { FleetError } from "../../../contracts/errors";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import { type CostGroup, costGroups, groupOf, NONE } from "../../commands/registry/cost-groups";
import { formatUsd } from "../../output/usd";
import { type Content, type Html, html } from "../html";
import { type Page, table } from "../page";
import type { ConsoleQueries } from "../queries";

/** Workspaces that are read at once. */
const PAGE = 1000;

/** What a click sums by; the address may have a `tag:<key>` as well. */
const CHOICES = ["owner", "template"] as const;

/** What the workspaces that are there cost a month, by what `by` of the address says. */
export async function costsPage(queries: ConsoleQueries, query: URLSearchParams): Promise<Page> {
  const by = query.get("by") ?? "owner";
  return { title: "Costs", section: "/costs", body: html`${choices(by)}${await sums(queries, by)}` };
}

function choices(by: string): Html {
  const links = CHOICES.map((choice) =>
    choice === by ? html`${choice} ` : html`<a href="/costs?by=${choice}">${choice}</a> `,
  );
  return html`<p>By ${links}</p>`;
}

async function sums(queries: ConsoleQueries, by: string): Promise<Html> {
  try {
    const group = groupOf(by);
    const groups = costGroups(await workspacesOf(queries), group);
    const rows = groups.map((each) => [
      nameOf(each, by),
      each.workspaces,
      formatUsd(each.monthlyCost),
      each.unpriced,
    ]);
    const heads = ["Of", "Workspaces", "A month", "Without a price"];
    return table(
      `Cost by ${by}; what is billed by use is in no sum`,
      heads,
      rows,
      "There are no workspaces.",
    );
  } catch (error) {
    if (error instanceof FleetError && error.name === "InvalidArgument") {
      // It names the option of the command; here it is a part of the address.
      return html`<p class="problem" role="alert">${error.message.replace(/^--/, "")}</p>`;
    }
    throw error;
  }
}

/** Leads to the group's workspaces, the dearest first, where the list can be filtered by it. */
function nameOf({ name }: CostGroup, by: string): Content {
  const field = by.startsWith("tag:") ? "tag" : by;
  const value = field === "tag" ? `${by.slice(4)}=${name}` : name;
  return name === NONE || by === "environment"
    ? name
    : html`<a class="row" href="/?${new URLSearchParams({ [field]: value, sort: "cost" }).toString()}">${name}</a>`;
}

async function workspacesOf(queries: ConsoleQueries): Promise<readonly WorkspaceRecord[]> {
  const all: WorkspaceRecord[] = [];
  for await (const record of everyWorkspace((cursor) => queries.workspaces({}, { limit: PAGE, cursor }))) {
    all.push(record);
  }
  return all;
}
