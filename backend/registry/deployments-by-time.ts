import type { DeploymentRecord } from "../../contracts/registry/records";
import type { DeploymentRow } from "../../contracts/registry/rows";
import type { IndexPage, RegistryTable } from "./registry-table";

/** Rows that a request looks at: about what DynamoDB puts into one answer. */
const PAGE = 1000;

/** What of a deployment is kept: there are many, and their outputs are long. */
export type DeploymentCost = Pick<DeploymentRecord, "status" | "started" | "ended" | "monthlyCost">;

/** Which deployments are looked for. */
export interface DeploymentQuery {
  /** Ids of the workspaces whose deployments are kept. */
  readonly workspaces: ReadonlySet<string>;
  /** All of them that began at this time (ISO 8601) or later. */
  readonly since: string;
  /** And of these workspaces further back, until one is `found`. */
  readonly anchored: ReadonlySet<string>;
  readonly found: (deployment: DeploymentCost) => boolean;
}

/**
 * The deployments of many workspaces, each one's newest first. They are read by time from one index, so it takes a
 * request for each thousand deployments, whatever the number of workspaces.
 */
export async function deploymentsByTime(
  table: Pick<RegistryTable, "page">,
  { workspaces, since, anchored, found }: DeploymentQuery,
): Promise<ReadonlyMap<string, readonly DeploymentCost[]>> {
  const kept = new Map<string, DeploymentCost[]>();
  const sought = new Set(anchored);
  let page: IndexPage<DeploymentRow> | undefined;
  do {
    page = await table.page<DeploymentRow>({ index: "byRecord", value: "deployment" }, PAGE, page?.next);
    for (const { workspaceId, status, started, ended, monthlyCost } of page.rows) {
      if (workspaces.has(workspaceId)) {
        const deployment = { status, started, ended, monthlyCost };
        kept.set(workspaceId, kept.get(workspaceId) ?? []);
        kept.get(workspaceId)?.push(deployment);
        if (found(deployment)) {
          sought.delete(workspaceId);
        }
      }
    }
  } while (page.next && (sought.size > 0 || (page.rows.at(-1)?.started ?? since) >= since));
  return kept;
}
