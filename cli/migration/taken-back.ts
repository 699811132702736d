import { references } from "../../backend/recovery/dependency-order";
import type { DeployedResource } from "../../backend/recovery/pending-operations";
import { FleetError } from "../../contracts/errors";
import type { Deployment } from "../engine/engine";
import { isInAws } from "./imported-entries";

export interface TakenBack {
  readonly deployment: Deployment;
  /** URNs of what was taken out. */
  readonly forgotten: readonly string[];
}

/**
 * `state` without the resources `urns`, as far as it has them.
 *
 * @param name of the stack, for errors
 * @throws FleetError `OperationRefused` when others in the state refer to them
 */
export function withoutResources(state: Deployment, urns: readonly string[], name: string): TakenBack {
  const resources: readonly DeployedResource[] = state.deployment.resources ?? [];
  const taken = new Set(urns);
  const standsOn = (resource: DeployedResource) =>
    !taken.has(resource.urn) && references(resource).some((urn) => taken.has(urn));
  // What is in the state alone, and came by an `up` since then, has no use without what it stands on.
  for (const resource of resources) {
    if (!isInAws(resource) && standsOn(resource)) {
      taken.add(resource.urn);
    }
  }
  const standing = resources.filter(standsOn);
  const left = resources.filter(({ urn }) => !taken.has(urn));
  if (standing.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `${name} has ${standing.length} resources that came after the import and stand on it: destroy them first`,
      standing.map(({ urn }) => urn),
    );
  }
  return {
    deployment: { ...state, deployment: { ...state.deployment, resources: left } },
    forgotten: resources.filter(({ urn }) => taken.has(urn)).map(({ urn }) => urn),
  };
}
