import type { StackId } from "../../backend/layout";
import { readCheckpoint } from "../../backend/registry/read-checkpoint";
import type { StateBucket } from "../../backend/state-bucket";
import { type DependencyGraph, dependencyGraph, type GraphResource } from "./dependency-graph";

/**
 * What depends on what in a stack, as its state was last saved.
 * @returns undefined when it has no state
 * @throws FleetError `CheckpointInvalid`
 */
export async function checkpointGraph(
  bucket: StateBucket,
  stack: StackId,
): Promise<DependencyGraph | undefined> {
  const resources: GraphResource[] = [];
  const head = await readCheckpoint(bucket, stack, (resource) => {
    // Inputs and outputs are most of a state.
    const { urn, type, custom, delete: old, dependencies } = resource;
    resources.push({ urn, type, custom, delete: old, dependencies });
  });
  return head && dependencyGraph(resources);
}
