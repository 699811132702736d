import type { DeploymentRecord } from "../../contracts/registry/records";
import { DEPLOYMENT_PREFIX, partitionOf } from "../../contracts/registry/registry-keys";
import { type DeploymentRow, deploymentOfRow } from "../../contracts/registry/rows";
import type { RegistryTable } from "./registry-table";

/** The last `count` deployments of a workspace, newest first: a history is long, and few ask for all of it. */
export async function lastDeployments(
  table: RegistryTable,
  workspaceId: string,
  count: number,
): Promise<readonly DeploymentRecord[]> {
  const rows = await table.lastRows<DeploymentRow>(partitionOf(workspaceId), DEPLOYMENT_PREFIX, count);
  return rows.map(deploymentOfRow);
}
