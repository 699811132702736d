import type { RegistryTable } from "../../../backend/registry/registry-table";
import type { Environment } from "../../../contracts/environment";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import { partitionOf, RESOURCE_PREFIX } from "../../../contracts/registry/registry-keys";
import type { ResourceRow } from "../../../contracts/registry/rows";
import type { Context } from "../../context";
import { registryTableOf } from "../../engine/registry";
import { columns } from "../../output/columns";
import { formatUsd } from "../../output/usd";
import { cents, costGroups, groupOf } from "./cost-groups";
import { before } from "./list-filter";
import { type EnvironmentsPage, listPage } from "./list-page";

export interface CostOptions {
  readonly by: string;
  /** An age, as `7d`. */
  readonly since?: string;
}

/** What was added to a workspace since some time, and is still there. */
interface Added {
  readonly name: string;
  readonly environment: string;
  readonly resources: number;
  readonly monthlyCost: number;
  /** Whether the workspace itself is new. */
  readonly created: boolean;
}

/** Workspaces that are read at once. */
const PAGE = 1000;

/**
 * Sums what the workspaces that are there cost a month.
 * @throws FleetError `InvalidArgument`, and as {@link listPage}
 */
export async function cost(
  context: Context,
  environments: readonly Environment[],
  { by, since }: CostOptions,
): Promise<void> {
  const { clock, output } = context;
  const group = groupOf(by);
  const from = since === undefined ? undefined : before("--since", since, clock.now());
  const { workspaces, unreachable } = await everyWorkspace(context, environments);
  const groups = costGroups(workspaces, group);
  const monthlyCost = cents(groups.reduce((sum, each) => sum + each.monthlyCost, 0));
  const added = from === undefined ? undefined : await addedSince(context, workspaces, from);
  const result = { by, monthlyCost, groups, ...(added && { since: from, added }), unreachable };
  output.result(result, () => {
    const rows = groups.map((each) => [
      each.name,
      String(each.workspaces),
      formatUsd(each.monthlyCost),
      each.unpriced === 0 ? "" : `and ${each.unpriced} resources without a known price`,
    ]);
    const total = ["all", String(workspaces.length), formatUsd(monthlyCost), ""];
    for (const line of columns([[by.toUpperCase(), "WORKSPACES", "A MONTH", ""], ...rows, total])) {
      output.line(line);
    }
    if (added) {
      output.line(added.length === 0 ? `nothing was added since ${from}` : `added since ${from}:`);
      for (const line of columns(added.map(addedRow))) {
        output.line(`  ${line}`);
      }
    }
    for (const { environment, reason } of unreachable) {
      output.line(`warning: ${environment}: ${reason}`);
    }
  });
}

function addedRow({ name, environment, resources, monthlyCost, created }: Added): readonly string[] {
  return [name, environment, `${resources} resources`, formatUsd(monthlyCost), created ? "new" : ""];
}

async function everyWorkspace(
  context: Context,
  environments: readonly Environment[],
): Promise<Pick<EnvironmentsPage, "workspaces" | "unreachable">> {
  const workspaces: WorkspaceRecord[] = [];
  const unreachable: EnvironmentsPage["unreachable"][number][] = [];
  let cursor: string | undefined;
  do {
    const page = await listPage(context, environments, { filter: {}, sort: "updated", limit: PAGE, cursor });
    workspaces.push(...page.workspaces);
    unreachable.push(...page.unreachable);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { workspaces, unreachable };
}

/** Only what was saved since can have something new. */
async function addedSince(
  context: Context,
  workspaces: readonly WorkspaceRecord[],
  since: string,
): Promise<readonly Added[]> {
  const added: Added[] = [];
  const tables = new Map<string, RegistryTable>();
  for (const { id, name, environment, created } of workspaces.filter(({ updated }) => updated >= since)) {
    const table = tables.get(environment) ?? (await registryTableOf(context, environment as Environment));
    tables.set(environment, table);
    let resources = 0;
    let monthlyCost = 0;
    for await (const row of table.rows<ResourceRow>(partitionOf(id), RESOURCE_PREFIX)) {
      if (row.created !== undefined && Date.parse(row.created) >= Date.parse(since)) {
        resources += 1;
        monthlyCost += row.monthlyCost ?? 0;
      }
    }
    if (resources > 0) {
      added.push({
        name,
        environment,
        resources,
        monthlyCost: cents(monthlyCost),
        created: created >= since,
      });
    }
  }
  return added.sort((left, right) => right.monthlyCost - left.monthlyCost);
}
