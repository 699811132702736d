import { ownerOf } from "../../../backend/registry/find-resources";
import type { Registry } from "../../../backend/registry/registry";
import { FleetError } from "../../../contracts/errors";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import { workspaceId } from "../../../contracts/registry/workspace-id";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { askRegistry, registryOf } from "../../engine/registry";
import type { NamedStack } from "../stack-argument";

/** A workspace as the registry knows it. */
export interface RecordedWorkspace {
  readonly registry: Registry;
  readonly workspace: WorkspaceRecord;
}

/** @throws FleetError `StackNotFound` when the registry does not know the stack, `BackendUnavailable` */
export async function recordedWorkspace(
  context: Context,
  { id: { project, stack }, environment }: NamedStack,
): Promise<RecordedWorkspace> {
  const backend = await checkedBackend(context, environment);
  const registry = registryOf(context, backend);
  const id = workspaceId(backend.bucketName, project, stack);
  const workspace = await askRegistry(context, backend, () => ownerOf(registry.table, id));
  if (!workspace) {
    throw new FleetError(
      "StackNotFound",
      `the registry of ${environment} does not know ${project} ${stack}: if it is there, \`fleet registry rebuild ${environment}\` records it`,
    );
  }
  return { registry, workspace };
}
