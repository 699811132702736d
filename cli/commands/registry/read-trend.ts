import { type DeploymentCost, deploymentsByTime } from "../../../backend/registry/deployments-by-time";
import type { RegistryTable } from "../../../backend/registry/registry-table";
import type { Environment } from "../../../contracts/environment";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import { type CostDate, type CostTrend, costCourse, costTrends, isCosted, trendOf } from "./cost-trend";

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
  const first = dates[0]?.at.toISOString() ?? "";
  const environments = new Set(workspaces.map(({ environment }) => environment));
  const deployments = new Map<string, readonly DeploymentCost[]>();
  for (const environment of environments) {
    const ours = workspaces.filter((record) => record.environment === environment);
    const idsOf = (records: readonly WorkspaceRecord[]) => new Set(records.map(({ id }) => id));
    const found = await deploymentsByTime(await tableOf(environment as Environment), {
      workspaces: idsOf(ours),
      since: first,
      anchored: idsOf(ours.filter((record) => wasThere(record, first))),
      found: (deployment) => isCosted(deployment, first),
    });
    for (const [id, all] of found) {
      deployments.set(id, all);
    }
  }
  const courses = workspaces.map((record) => ({
    group: group(record),
    course: costCourse(record, deployments.get(record.id) ?? [], dates),
  }));
  const all = courses.map(({ course }) => course);
  return { groups: costTrends(courses, dates), all: trendOf("all", all, dates) };
}

/** Whether it cost something at that time, and a deployment is recorded that may tell how much. */
function wasThere({ created, updated, status, lastDeployment }: WorkspaceRecord, time: string): boolean {
  return created < time && lastDeployment !== undefined && !(status === "destroyed" && updated < time);
}
