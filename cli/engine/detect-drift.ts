import type { Context } from "../context";
import { additionsTo } from "../drift/additions";
import { attributeChanges } from "../drift/attribute-changes";
import { auditNames } from "../drift/audit-names";
import { isSecurityAttribute, isSecurityType } from "../drift/security-attributes";
import type { RefreshedResource, StackTarget } from "./engine";
import { logicalName } from "./progress";

/** A resource that is not as it was deployed. */
export interface DriftedResource {
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Physical id. */
  readonly id?: string;
  readonly kind: "changed" | "deleted";
  /** Whether any of it is a matter of security. */
  readonly security: boolean;
  /** Matters of security first. Empty for what was deleted. */
  readonly attributes: readonly DriftedAttribute[];
  /** Names under which the audit trail may know it. */
  readonly auditNames: readonly string[];
}

export interface DriftedAttribute {
  /** For instance `tags.Owner`, `ingress[0]` or `policy.Statement["DenyPlainHttp"].Effect`. */
  readonly path: string;
  /** undefined: was not there. Secrets are `[secret]`. */
  readonly deployed: unknown;
  /** undefined: is no longer there. */
  readonly found: unknown;
  readonly security: boolean;
  /** Whether `up` has to replace the resource to bring the attribute back. */
  readonly replaces: boolean;
  /**
   * Whether the program gives the attribute. Of what somebody put beside ours (a rule, a policy) `up` and `refresh`
   * know nothing: it has to be removed by hand.
   */
  readonly managed: boolean;
}

/**
 * What of the stack was changed from outside since it was deployed: matters of security first, then by name. Changes
 * nothing and takes no lock; an update that runs meanwhile looks like drift.
 * @throws FleetError as {@link Engine.refreshed}
 */
export async function detectDrift(
  context: Context,
  target: StackTarget,
  signal: AbortSignal,
): Promise<readonly DriftedResource[]> {
  const resources = await context.engine().refreshed(target, signal);
  return driftOf(resources);
}

/** The resources among `resources` that are not as they were deployed. */
export function driftOf(resources: readonly RefreshedResource[]): readonly DriftedResource[] {
  return resources
    .flatMap((resource) => driftedResource(resource, resources) ?? [])
    .toSorted(
      (left, right) =>
        Number(right.security) - Number(left.security) ||
        left.name.localeCompare(right.name) ||
        left.urn.localeCompare(right.urn),
    );
}

function driftedResource(
  resource: RefreshedResource,
  stack: readonly RefreshedResource[],
): DriftedResource | undefined {
  const { urn, type, id } = resource;
  const identity = {
    urn,
    type,
    name: logicalName(urn),
    ...(id ? { id } : {}),
    auditNames: auditNames(resource),
  };
  if (!resource.found) {
    return { ...identity, kind: "deleted", security: isSecurityType(type), attributes: [] };
  }
  const attributes = [...attributeChanges(resource), ...additionsTo(resource, stack)]
    .map((change) => ({ ...change, security: isSecurityAttribute(type, change.path) }))
    .toSorted(
      (left, right) => Number(right.security) - Number(left.security) || left.path.localeCompare(right.path),
    );
  return attributes.length === 0
    ? undefined
    : { ...identity, kind: "changed", security: attributes.some(({ security }) => security), attributes };
}
