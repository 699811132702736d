import type { ReportedResource } from "../../cli/drift/stack-drift";
import type { DriftedAttribute } from "../../cli/engine/detect-drift";

export function driftedAttribute(path: string, given: Partial<DriftedAttribute> = {}): DriftedAttribute {
  return { path, deployed: "a", found: "b", security: false, replaces: false, managed: true, ...given };
}

/** A table of which the owner was changed, but for what is given. */
export function driftedResource(given: Partial<ReportedResource> = {}): ReportedResource {
  const type = given.type ?? "aws:dynamodb/table:Table";
  const attributes = given.attributes ?? [driftedAttribute("tags.Owner")];
  return {
    urn: `urn:pulumi:dev::base::${type}::requests`,
    type,
    name: "requests",
    id: "hyperion-dev-requests",
    kind: "changed",
    security: attributes.some(({ security }) => security),
    attributes,
    auditNames: [],
    changedBy: [],
    ...given,
  };
}
