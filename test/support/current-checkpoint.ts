import type { CheckpointResource } from "../../backend/checkpoints/checkpoint";
import type { CurrentCheckpoint } from "../../backend/checkpoints/current-checkpoints";
import { type Project, PULUMI_PROJECT } from "../../contracts/environment";

const RESOURCES: readonly CheckpointResource[] = [
  { urn: "stack", type: "pulumi:pulumi:Stack" },
  { urn: "key", type: "aws:kms/key:Key", custom: true, inputs: {} },
];

/** A stack's state as it was read from the bucket. */
export function current(project: Project, stack: string, resources = RESOURCES): CurrentCheckpoint {
  return {
    project,
    stack,
    key: `.pulumi/stacks/${PULUMI_PROJECT[project]}/${stack}.json`,
    size: 1500,
    savedAt: new Date("2026-01-31T12:00:00Z"),
    checkpoint: { version: 3, resources, pendingOperations: [], manifest: {} },
  };
}
