import type { RegistryTable } from "../../../backend/registry/registry-table";
import type { Environment } from "../../../contracts/environment";
import { cents } from "../../../contracts/prices/cents";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import { partitionOf, RESOURCE_PREFIX } from "../../../contracts/registry/registry-keys";
import type { ResourceRow } from "../../../contracts/registry/rows";

/** What was added to a workspace since some time, and is still there. */
export interface Added {
  readonly name: string;
  readonly environment: string;
  readonly resources: number;
  /** USD. */
  readonly monthlyCost: number;
  /** Whether the workspace itself is new. */
  readonly created: boolean;
}

/**
 * What was added to the workspaces, the dearest first. Only what was saved since can have something new.
 * @param since ISO 8601
 */
export async function addedSince(
  tableOf: (environment: Environment) => Promise<RegistryTable>,
  workspaces: readonly WorkspaceRecord[],
  since: string,
): Promise<readonly Added[]> {
  const added: Added[] = [];
  for (const { id, name, environment, created } of workspaces.filter(({ updated }) => updated >= since)) {
    const table = await tableOf(environment as Environment);
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
