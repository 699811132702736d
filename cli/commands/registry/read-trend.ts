import { lastDeployments } from "../../../backend/registry/last-deployments";
import type { RegistryTable } from "../../../backend/registry/registry-table";
import type { Environment } from "../../../contracts/environment";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import {
  type CostCourse,
  type CostDate,
  type CostTrend,
  costCourse,
  costTrends,
  trendOf,
} from "./cost-trend";

/** How far back a workspace's deployments are read. */
const DEPLOYMENTS = 100;

/** Workspaces that are asked for at the same time. */
const WIDTH = 16;

/** What the workspaces came to cost. */
export interface CostTrends {
  readonly groups: readonly CostTrend[];
  readonly all: CostTrend;
}

/** @param workspaces also those that are destroyed: they cost something before */
export async function readTrend(
  tableOf: (environment: Environment) => Promise<RegistryTable>,
  workspaces: readonly WorkspaceRecord[],
  group: (record: WorkspaceRecord) => string,
  dates: readonly CostDate[],
): Promise<CostTrends> {
  const courses: { readonly group: string; readonly course: CostCourse }[] = [];
  for (let start = 0; start < workspaces.length; start += WIDTH) {
    const some = workspaces.slice(start, start + WIDTH).map(async (record) => {
      const table = await tableOf(record.environment as Environment);
      const deployments = await lastDeployments(table, record.id, DEPLOYMENTS);
      return { group: group(record), course: costCourse(record, deployments, dates) };
    });
    courses.push(...(await Promise.all(some)));
  }
  const all = courses.map(({ course }) => course);
  return { groups: costTrends(courses, dates), all: trendOf("all", all, dates) };
}
