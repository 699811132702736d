import type { CheckpointResource } from "./checkpoint";
import type { CheckpointFinding } from "./checkpoint-finding";

/** What a resource refers to, beyond what everybody needs to know of it. */
interface LinkedResource extends CheckpointResource {
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly deletedWith?: string;
  readonly replaceWith?: readonly string[];
  readonly pendingReplacement?: boolean;
}

const PROVIDER_TYPE = "pulumi:providers:";

/** Checks that each resource is whole, is there once, and comes after everything that it refers to. */
export function verifyResources(resources: readonly CheckpointResource[]): CheckpointFinding[] {
  const findings: CheckpointFinding[] = [];
  const report = (rule: CheckpointFinding["rule"], message: string) =>
    findings.push({ rule, damage: true, message });
  const everywhere = new Set(resources.map((resource) => resource?.urn));
  const before = new Set<string>();
  const living = new Set<string>();
  const providers = new Set<string>();

  for (const [index, resource] of resources.entries()) {
    const fault = faultOf(resource);
    if (fault) {
      report("resource", `resource ${index + 1}${resource?.urn ? ` (${resource.urn})` : ""} ${fault}`);
      continue;
    }
    const { urn, type, id, provider, pendingReplacement } = resource as LinkedResource;
    if (type.startsWith(PROVIDER_TYPE)) {
      providers.add(`${urn}::${id}`);
    }
    if (provider && !providers.has(provider) && !pendingReplacement) {
      report("reference", `${urn} refers to provider ${provider}, which is not there`);
    }
    for (const [kind, target] of referencesOf(resource)) {
      if (!before.has(target)) {
        const where = everywhere.has(target) ? "comes after it" : "is not there";
        report("reference", `${urn} refers to ${kind} ${target}, which ${where}`);
      }
    }
    // The old half of a replacement has the same URN until it is deleted.
    if (!resource.delete) {
      if (living.has(urn)) {
        report("urn", `${urn} is there twice`);
      }
      living.add(urn);
    }
    before.add(urn);
  }
  return findings;
}

function faultOf(resource: CheckpointResource | null): string | undefined {
  if (resource === null || typeof resource !== "object") {
    return "is no object";
  }
  if (!resource.urn) {
    return "has no URN";
  }
  if (!resource.type) {
    return "has no type";
  }
  return !resource.custom && resource.id ? "has an id, although no provider manages it" : undefined;
}

function* referencesOf(resource: LinkedResource): Generator<readonly [kind: string, urn: string]> {
  const { parent, dependencies, propertyDependencies, deletedWith, replaceWith } = resource;
  if (parent) {
    yield ["parent", parent];
  }
  for (const urn of dependencies ?? []) {
    yield ["dependency", urn];
  }
  for (const [property, urns] of Object.entries(propertyDependencies ?? {})) {
    for (const urn of urns ?? []) {
      yield [`dependency of ${property}`, urn];
    }
  }
  if (deletedWith) {
    yield ["deletedWith", deletedWith];
  }
  for (const urn of replaceWith ?? []) {
    yield ["replaceWith", urn];
  }
}
