import { inDependencyOrder } from "../../../backend/recovery/dependency-order";
import type { DeployedResource } from "../../../backend/recovery/pending-operations";
import type { Deployment } from "../../engine/engine";

/** The name in URNs of a project, and of its stack. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

export interface MovedStates {
  readonly from: Deployment;
  readonly to: Deployment;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * The two states after a move. What is moved keeps its id and its values and gets the other project in its URN; what
 * is above it and stays is no longer its parent; its provider is the other project's of the same name, or goes along
 * where there is none. `pulumi state move` refuses a provider that is there already with other inputs, and each of
 * our projects gives its own default tags.
 *
 * @param urns what is moved, with everything below it; what `to` has already of them (a move that was killed between
 * its two writes) is there once
 */
export function movedStates(
  states: MovedStates,
  urns: ReadonlySet<string>,
  names: { readonly from: StackName; readonly to: StackName },
): MovedStates {
  const leaving = resourcesOf(states.from).filter(({ urn }) => urns.has(urn));
  const renamed = renamedUrns(leaving, names.to);
  const there = resourcesOf(states.to);
  const arrived = new Set(there.map(({ urn }) => urn));
  const root = rootOf(names.to);
  const providers = providersOf(leaving, resourcesOf(states.from), names);
  const added = [
    ...(arrived.has(root.urn) ? [] : [root]),
    ...providers.filter(({ urn }) => !arrived.has(urn)),
  ];
  const ids = new Map([...added, ...there].map(({ urn, id }) => [urn, id]));
  const moved = leaving
    .map((resource) => movedResource(resource, renamed, root.urn, ids, names))
    .filter(({ urn }) => !arrived.has(urn));
  return {
    from: withResources(
      states.from,
      resourcesOf(states.from)
        .filter(({ urn }) => !urns.has(urn))
        .map((resource) => withoutReferences(resource, (urn) => !urns.has(urn))),
    ),
    to: withResources(states.to, inDependencyOrder([...there, ...added, ...moved])),
  };
}

function resourcesOf({ deployment }: Deployment): readonly DeployedResource[] {
  return deployment?.resources ?? [];
}

function withResources(state: Deployment, resources: readonly DeployedResource[]): Deployment {
  return { ...state, deployment: { ...state.deployment, resources } };
}

/** `urn:pulumi:<stack>::<project>::<types of its ancestors and its own>::<name>` */
function urnOf({ project, stack }: StackName, types: string, name: string): string {
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** A name may have `::` in it; stack, project and types have not. */
function partsOf(urn: string): { readonly types: string; readonly name: string } {
  const [, , types = "", ...name] = urn.slice("urn:pulumi:".length).split("::");
  return { types, name: name.join("::") };
}

/** Where each goes. What is at the top of what is moved loses the types of its ancestors, as the engine would have it. */
function renamedUrns(leaving: readonly DeployedResource[], to: StackName): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const types = new Map<string, string>();
  // Parents come before their children.
  for (const { urn, type, parent } of leaving) {
    const above = parent === undefined ? undefined : types.get(parent);
    types.set(urn, above === undefined ? type : `${above}$${type}`);
    renamed.set(urn, urnOf(to, types.get(urn) ?? type, partsOf(urn).name));
  }
  return renamed;
}

function rootOf(to: StackName): DeployedResource {
  const name = `${to.project}-${to.stack}`;
  return { urn: urnOf(to, STACK_TYPE, name), type: STACK_TYPE, custom: false };
}

function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

/** The providers of what is moved, as they would be in the other project. */
function providersOf(
  leaving: readonly DeployedResource[],
  all: readonly DeployedResource[],
  names: { readonly to: StackName },
): readonly DeployedResource[] {
  const used = new Set(leaving.flatMap(({ provider }) => (provider ? [providerUrn(provider)] : [])));
  return all
    .filter(({ urn }) => used.has(urn))
    .map(({ parent: _parent, ...provider }) => ({
      ...provider,
      urn: urnOf(names.to, provider.type, partsOf(provider.urn).name),
      parent: rootOf(names.to).urn,
    }));
}

function movedResource(
  resource: DeployedResource,
  renamed: ReadonlyMap<string, string>,
  root: string,
  ids: ReadonlyMap<string, string | undefined>,
  { to }: { readonly to: StackName },
): DeployedResource {
  const own = withoutReferences(resource, (urn) => renamed.has(urn));
  const there = (urn: string) => renamed.get(urn) ?? urn;
  const provider = resource.provider && movedProvider(providerUrn(resource.provider), ids, to);
  const { dependencies, propertyDependencies, deletedWith } = own;
  return {
    ...own,
    urn: there(resource.urn),
    parent: (resource.parent && renamed.get(resource.parent)) ?? root,
    ...(provider && { provider }),
    ...(dependencies && { dependencies: dependencies.map(there) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([key, urns]) => [key, (urns ?? []).map(there)]),
      ),
    }),
    ...(deletedWith && { deletedWith: there(deletedWith) }),
  };
}

function movedProvider(urn: string, ids: ReadonlyMap<string, string | undefined>, to: StackName): string {
  const { types, name } = partsOf(urn);
  const moved = urnOf(to, types.slice(types.lastIndexOf("$") + 1), name);
  return `${moved}::${ids.get(moved)}`;
}

/** `resource` with those dependencies alone that stay in its state. */
function withoutReferences(resource: DeployedResource, stays: (urn: string) => boolean): DeployedResource {
  const { dependencies, propertyDependencies, deletedWith, ...rest } = resource;
  return {
    ...rest,
    ...(dependencies && { dependencies: dependencies.filter(stays) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([key, urns]) => [key, (urns ?? []).filter(stays)]),
      ),
    }),
    ...(deletedWith && stays(deletedWith) && { deletedWith }),
  };
}
