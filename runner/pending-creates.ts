import type { Deployment } from "@pulumi/pulumi/automation";

/** A resource whose creation was under way when an engine died: AWS may have it, the checkpoint does not. */
export interface PendingCreate {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface CheckpointResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

interface PendingOperation {
  readonly type: string;
  readonly resource: CheckpointResource;
}

interface Checkpoint {
  readonly resources?: readonly CheckpointResource[];
  readonly pending_operations?: readonly PendingOperation[];
}

/** Whether an engine died in the middle of anything. */
export function hasPendingOperations(deployment: Deployment): boolean {
  return operations(deployment).length > 0;
}

/** The creations among the pending operations; a provider is nothing in AWS and is left out. */
export function pendingCreates(deployment: Deployment): PendingCreate[] {
  return operations(deployment)
    .filter(({ type, resource }) => type === "creating" && !resource.type.startsWith("pulumi:"))
    .map(({ resource }) => ({ urn: resource.urn, type: resource.type, inputs: resource.inputs ?? {} }));
}

/** Ids of the resources that the checkpoint knows. */
export function knownIds(deployment: Deployment): ReadonlySet<string> {
  return new Set((checkpoint(deployment).resources ?? []).flatMap(({ id }) => (id ? [id] : [])));
}

/**
 * The deployment in which every pending creation is settled: what was found, by URN, has become an ordinary
 * resource, what was not is forgotten. A refresh afterwards reads what was adopted.
 */
export function settledDeployment(deployment: Deployment, ids: ReadonlyMap<string, string>): Deployment {
  const { resources = [], ...rest } = checkpoint(deployment);
  const adopted = operations(deployment)
    .filter(({ type, resource }) => type === "creating" && ids.has(resource.urn))
    .map(({ resource }) => ({ ...resource, id: ids.get(resource.urn), outputs: resource.inputs }));
  const remaining = operations(deployment).filter(({ type }) => type !== "creating");
  return {
    ...deployment,
    deployment: { ...rest, resources: [...resources, ...adopted], pending_operations: remaining },
  };
}

function operations(deployment: Deployment): readonly PendingOperation[] {
  return checkpoint(deployment).pending_operations ?? [];
}

/** A stack that was never updated has no checkpoint. */
function checkpoint(deployment: Deployment): Checkpoint {
  return deployment.deployment ?? {};
}
