import { everyWorkspace } from "../../../backend/registry/every-workspace";
import type { Environment } from "../../../contracts/environment";
import { cents } from "../../../contracts/prices/cents";
import { WORKSPACE_STATUSES, type WorkspaceRecord } from "../../../contracts/registry/records";
import type { WorkspaceFilter } from "../../../contracts/registry/workspace-filter";
import type { Context } from "../../context";
import { registryTables } from "../../engine/registry";
import { columns } from "../../output/columns";
import type { Output } from "../../output/output";
import { formatUsd, formatUsdChange } from "../../output/usd";
import { type Added, addedSince } from "./added-since";
import { type CostGroup, costGroups, groupOf } from "./cost-groups";
import { type CostTrend, costDates } from "./cost-trend";
import { before } from "./list-filter";
import { type EnvironmentsPage, listPage } from "./list-page";
import { type CostTrends, readTrend } from "./read-trend";

export interface CostOptions {
  readonly by: string;
  /** Which workspaces are summed. @default all */
  readonly filter?: WorkspaceFilter;
  /** An age, as `7d`. */
  readonly since?: string;
  /** At the ends of how many months it is also told what was there. */
  readonly months?: number;
}

/** Workspaces that are read at once. */
const PAGE = 1000;

/**
 * Sums what the workspaces that are there cost a month, and what they came from.
 * @throws FleetError `InvalidArgument`, and as {@link listPage}
 */
export async function cost(
  context: Context,
  environments: readonly Environment[],
  { by, filter = {}, since, months }: CostOptions,
): Promise<void> {
  const { clock, output } = context;
  const group = groupOf(by);
  const from = since === undefined ? undefined : before("--since", since, clock.now());
  const { workspaces: all, unreachable } = await workspacesOf(context, environments, {
    ...filter,
    ...(months !== undefined && { statuses: WORKSPACE_STATUSES }),
  });
  const workspaces = all.filter(({ status }) => status !== "destroyed");
  const groups = costGroups(workspaces, group);
  const monthlyCost = cents(groups.reduce((sum, each) => sum + each.monthlyCost, 0));
  const tables = registryTables(context);
  const added = from === undefined ? undefined : await addedSince(tables, workspaces, from);
  const trend =
    months === undefined ? undefined : await readTrend(tables, all, group, costDates(clock.now(), months));
  const result = {
    by,
    monthlyCost,
    groups,
    ...(added && { since: from, added }),
    ...(trend && { trend }),
    unreachable,
  };
  output.result(result, () => {
    showGroups(output, by, groups, ["all", String(workspaces.length), formatUsd(monthlyCost), ""]);
    if (added) {
      showAdded(output, added, from);
    }
    if (trend) {
      showTrend(output, by, trend);
    }
    for (const { environment, reason } of unreachable) {
      output.line(`warning: ${environment}: ${reason}`);
    }
  });
}

function showGroups(
  output: Output,
  by: string,
  groups: readonly CostGroup[],
  total: readonly string[],
): void {
  const rows = groups.map((each) => [
    each.name,
    String(each.workspaces),
    formatUsd(each.monthlyCost),
    each.unpriced === 0 ? "" : `and ${each.unpriced} resources without a known price`,
  ]);
  for (const line of columns([[by.toUpperCase(), "WORKSPACES", "A MONTH", ""], ...rows, total])) {
    output.line(line);
  }
}

function showAdded(output: Output, added: readonly Added[], since: string | undefined): void {
  output.line(added.length === 0 ? `nothing was added since ${since}` : `added since ${since}:`);
  const rows = added.map(({ name, environment, resources, monthlyCost, created }) => [
    name,
    environment,
    `${resources} resources`,
    formatUsd(monthlyCost),
    created ? "new" : "",
  ]);
  for (const line of columns(rows)) {
    output.line(`  ${line}`);
  }
}

function showTrend(output: Output, by: string, { groups, all }: CostTrends): void {
  const row = ({ name, points, change }: CostTrend) => [
    name,
    ...points.map(({ monthlyCost, unknown }) => `${formatUsd(monthlyCost)}${unknown > 0 ? "?" : ""}`),
    change === 0 ? "" : formatUsdChange(change),
  ];
  const heading = [by.toUpperCase(), ...all.points.map(({ name }) => name.toUpperCase()), "CHANGE"];
  output.line("a month, as it was at the end of each, and since the last one:");
  for (const line of columns([heading, ...groups.map(row), row(all)])) {
    output.line(`  ${line}`);
  }
  if (all.points.some(({ unknown }) => unknown > 0)) {
    output.line("  ? is without workspaces whose deployments of then are not known any more");
  }
}

async function workspacesOf(
  context: Context,
  environments: readonly Environment[],
  filter: WorkspaceFilter,
): Promise<Pick<EnvironmentsPage, "workspaces" | "unreachable">> {
  const workspaces: WorkspaceRecord[] = [];
  const unreachable: EnvironmentsPage["unreachable"][number][] = [];
  const pages = everyWorkspace(async (cursor) => {
    const page = await listPage(context, environments, { filter, sort: "updated", limit: PAGE, cursor });
    unreachable.push(...page.unreachable);
    return page;
  });
  for await (const record of pages) {
    workspaces.push(record);
  }
  return { workspaces, unreachable };
}
