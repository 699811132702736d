import type { DeployedResource } from "./pending-operations";

/** The resources as they are, but each after everything that it refers to: the engine refuses any other order. */
export function inDependencyOrder(resources: readonly DeployedResource[]): readonly DeployedResource[] {
  const byUrn = new Map<string, DeployedResource[]>();
  for (const resource of resources) {
    byUrn.set(resource.urn, [...(byUrn.get(resource.urn) ?? []), resource]);
  }
  const ordered = new Set<DeployedResource>();
  const visiting = new Set<DeployedResource>();
  const visit = (resource: DeployedResource) => {
    if (ordered.has(resource) || visiting.has(resource)) {
      return;
    }
    visiting.add(resource);
    references(resource)
      .flatMap((urn) => byUrn.get(urn) ?? [])
      .forEach(visit);
    ordered.add(resource);
  };
  resources.forEach(visit);
  return [...ordered];
}

/** URNs that a resource of a state refers to: parent, provider, dependencies. */
export function references({
  parent,
  provider,
  dependencies,
  propertyDependencies,
  deletedWith,
}: DeployedResource): string[] {
  return [
    parent,
    provider?.slice(0, provider.lastIndexOf("::")),
    deletedWith,
    ...(dependencies ?? []),
    ...Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []),
  ].filter((urn) => urn !== undefined);
}
