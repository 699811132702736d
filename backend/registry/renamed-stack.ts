import type { WorkspaceRecord } from "../../contracts/registry/records";
import type { ResourceRow } from "../../contracts/registry/rows";
import { ownerOf } from "./find-resources";
import type { Registry } from "./registry";

/**
 * The stack that has the resources of one that is gone, as after `pulumi stack rename`, which saves the new one first.
 * @param gone what the table still has of it
 */
export async function renamedTo(
  { table }: Registry,
  gone: readonly ResourceRow[],
): Promise<WorkspaceRecord | undefined> {
  const row = gone.find(({ cloudId }) => cloudId !== undefined);
  if (row?.cloudId === undefined) {
    return undefined;
  }
  for await (const other of table.indexed<ResourceRow>("byCloudId", row.cloudId)) {
    if (other.workspaceId !== row.workspaceId && other.type === row.type) {
      return ownerOf(table, other.workspaceId);
    }
  }
  return undefined;
}
