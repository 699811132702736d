import { inDependencyOrder } from "./dependency-order";
import type { FoundCreate } from "./find-created";
import {
  type DeployedResource,
  type Deployment,
  deployedResources,
  isCreation,
  pendingOperations,
  urnsInUse,
} from "./pending-operations";

/**
 * The deployment in which every pending creation is settled: what was found has become an ordinary resource, what
 * was not is forgotten. A refresh afterwards reads what was adopted, and settles what else was pending. Until then
 * what was adopted is pending still, as an import: a recovery that is killed before its refresh is not taken for done.
 *
 * @param found one entry for each of the deployment's pending creations, in their order
 */
export function settledDeployment(deployment: Deployment, found: readonly FoundCreate[]): Deployment {
  const operations = pendingOperations(deployment);
  const creations = operations.filter(isCreation);
  const resources = creations.reduce(
    (settled, { resource }, index) => withFound(settled, resource, found[index]),
    deployedResources(deployment),
  );
  const adopted = creations.filter((_, index) => found[index]?.found);
  return {
    ...deployment,
    deployment: {
      ...deployment.deployment,
      resources: inDependencyOrder(resources),
      pending_operations: [
        ...operations.filter(({ type }) => type !== "creating"),
        ...adopted.map((operation) => ({ ...operation, type: "importing" })),
      ],
    },
  };
}

function withFound(
  resources: readonly DeployedResource[],
  pending: DeployedResource,
  create: FoundCreate | undefined,
): readonly DeployedResource[] {
  if (create?.found === undefined) {
    return resources;
  }
  const { id, arn } = create.found;
  const adopted = attached(
    { ...pending, id, outputs: { ...pending.inputs, ...(arn && { arn }) } },
    resources,
  );
  if (urnsInUse(resources).has(pending.urn)) {
    // The state has another one under this name already, which is the one in use: the next `up` deletes ours.
    return [...resources, { ...adopted, delete: true }];
  }
  return [...resources.filter((other) => !(other.urn === pending.urn && other.pendingReplacement)), adopted];
}

/** `resource` with the references only that still lead somewhere: a refresh may have dropped what it stood on. */
function attached(resource: DeployedResource, resources: readonly DeployedResource[]): DeployedResource {
  const urns = new Set(resources.map(({ urn }) => urn));
  const known = (list: readonly string[] | null | undefined) => (list ?? []).filter((urn) => urns.has(urn));
  const { dependencies, propertyDependencies, parent, deletedWith, ...rest } = resource;
  return {
    ...rest,
    ...(parent !== undefined && urns.has(parent) && { parent }),
    ...(deletedWith !== undefined && urns.has(deletedWith) && { deletedWith }),
    ...(dependencies && { dependencies: known(dependencies) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([property, list]) => [property, known(list)]),
      ),
    }),
  };
}
