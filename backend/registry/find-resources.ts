import type { ResourceRecord, WorkspaceRecord } from "../../contracts/registry/records";
import { FIND_INDEXES } from "../../contracts/registry/registry-keys";
import { type ResourceRow, resourceOfRow, workspaceOfRow } from "../../contracts/registry/rows";
import type { RegistryTable } from "./registry-table";

/** A resource, and whose it is. */
export interface OwnedResource {
  readonly resource: ResourceRecord;
  readonly workspace?: WorkspaceRecord;
}

/** The resources that `value` names by their ARN, cloud id, name or address, in the order of their URNs. */
export async function findResources(table: RegistryTable, value: string): Promise<readonly OwnedResource[]> {
  const found = new Map<string, ResourceRow>();
  await Promise.all(
    FIND_INDEXES.map(async (index) => {
      for await (const row of table.indexed<ResourceRow>(index, value)) {
        found.set(`${row.pk} ${row.sk}`, row);
      }
    }),
  );
  const rows = [...found.values()].sort((left, right) => (left.urn < right.urn ? -1 : 1));
  return Promise.all(
    rows.map(async (row) => ({
      resource: resourceOfRow(row),
      workspace: await ownerOf(table, row.workspaceId),
    })),
  );
}

/** The workspace with that id; undefined while its first indexing has not ended. */
export async function ownerOf(table: RegistryTable, id: string): Promise<WorkspaceRecord | undefined> {
  const row = await table.workspace(id);
  return row && workspaceOfRow(row);
}
