/** What a checkpoint is checked for. */
export const CHECKPOINT_RULES = [
  "readable",
  "compression",
  "manifest",
  "resource",
  "urn",
  "reference",
  "pending",
  "secrets",
  "backup",
] as const;

/** One thing that is wrong with a checkpoint. */
export interface CheckpointFinding {
  readonly rule: (typeof CHECKPOINT_RULES)[number];
  /** Whether the engine cannot go on from it safely; otherwise it can, and somebody should look. */
  readonly damage: boolean;
  readonly message: string;
}
