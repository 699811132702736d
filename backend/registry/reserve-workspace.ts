import type { WorkspaceRecord } from "../../contracts/registry/records";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { workspaceOfRow, workspaceRow } from "../../contracts/registry/rows";
import { workspaceId } from "../../contracts/registry/workspace-id";
import type { StackId } from "../layout";
import { newDraft } from "./new-draft";
import type { Registry } from "./registry";

/**
 * Records a workspace that is about to be created, before anything of it is there. Of two who do so at the same time,
 * one has it: the row is only written while nobody has begun to write it since it was read.
 * @returns the record that has the place now: the new one, or that of whoever has it already
 */
export async function reserveWorkspace(
  registry: Registry,
  stack: StackId,
  wanted: Pick<WorkspaceRecord, "owner" | "created"> & Partial<Pick<WorkspaceRecord, "expires">>,
): Promise<WorkspaceRecord> {
  const id = workspaceId(registry.bucket.name, stack.project, stack.stack);
  for (;;) {
    const { before, revision } = await registry.table.claim(workspaceKeyOf(id));
    const present = before && workspaceOfRow(before);
    if (present && present.status !== "destroyed") {
      return present;
    }
    const { owner, created, expires } = wanted;
    const draft = { ...newDraft(registry, stack, id), owner, created, updated: created, expires };
    const row = workspaceRow({ ...draft, status: "creating" }, { ...draft, intent: "creating", revision });
    if (await registry.table.finish(row)) {
      return { ...draft, status: "creating" };
    }
  }
}
