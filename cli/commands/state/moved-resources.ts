import type { CheckpointResource } from "../../../backend/checkpoints/checkpoint";
import { FleetError } from "../../../contracts/errors";
import { nearest } from "../../../contracts/nearest";
import { logicalName } from "../../engine/progress";

export type MovableResource = Pick<CheckpointResource, "urn" | "type" | "custom" | "parent" | "dependencies">;

/**
 * The resources that `names` mean, with everything below them, in the order of the state.
 *
 * @param names URNs or logical names
 * @throws FleetError `InvalidArgument` when there is none of a name, or more than one
 */
export function movedResources<Resource extends MovableResource>(
  resources: readonly Resource[],
  names: readonly string[],
  project: string,
): readonly Resource[] {
  const moved = new Set(names.map((name) => only(resources, name, project).urn));
  // Parents come before their children.
  for (const { urn, parent } of resources) {
    if (parent !== undefined && moved.has(parent)) {
      moved.add(urn);
    }
  }
  return resources.filter(({ urn }) => moved.has(urn));
}

function only<Resource extends MovableResource>(
  resources: readonly Resource[],
  name: string,
  project: string,
): Resource {
  const movable = resources.filter(({ type }) => !type.startsWith("pulumi:"));
  const named = movable.filter(({ urn }) => urn === name || logicalName(urn) === name);
  // A component's main child is often called as it is, and goes along with it.
  const found = named.filter(({ parent }) => !named.some(({ urn }) => urn === parent));
  const [first, second] = found;
  if (!first) {
    const near = nearest(
      name,
      movable.flatMap(({ urn }) => [urn, logicalName(urn)]),
    );
    throw new FleetError(
      "InvalidArgument",
      `${project} has no resource ${name}${near === undefined ? "" : `: did you mean ${near}?`}`,
    );
  }
  if (second) {
    throw new FleetError(
      "InvalidArgument",
      `${project} has ${found.length} resources called ${name}: give the URN of one`,
      found.map(({ urn }) => urn),
    );
  }
  return first;
}
