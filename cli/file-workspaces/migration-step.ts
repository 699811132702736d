import type { FileWorkspace } from "../../backend/registry/file-workspace";

/**
 * What becomes of a file-based workspace: it is new to the registry, is recorded and differs, becomes the registry's
 * own, is recorded as it is, belongs to another environment, or cannot be taken over.
 */
export const STEP_ACTIONS = ["add", "update", "move", "same", "other", "leave"] as const;
export type StepAction = (typeof STEP_ACTIONS)[number];

/** What is done with one file-based workspace. */
export interface MigrationStep {
  readonly id: string;
  readonly action: StepAction;
  /** `<name>`, environment and owner, as far as they could be read. */
  readonly name?: string;
  readonly environment?: string;
  readonly owner?: string;
  readonly resourceCount?: number;
  /** USD a month. */
  readonly monthlyCost?: number;
  /** Why, where that is not plain. */
  readonly reason: string;
}

/** A step, and what it writes. */
export interface PlannedStep {
  readonly step: MigrationStep;
  /** Absent where nothing is written. */
  readonly workspace?: FileWorkspace;
}

/** `34 workspaces: 20 add, 2 update, 12 same` */
export function describeSteps(steps: readonly MigrationStep[]): string {
  const counts = STEP_ACTIONS.map((action) => ({
    action,
    count: steps.filter((step) => step.action === action).length,
  }));
  const parts = counts.filter(({ count }) => count > 0).map(({ action, count }) => `${count} ${action}`);
  return `${steps.length} workspaces: ${parts.join(", ")}`;
}
