import type { RegistryStatus } from "../../contracts/registry/records";
import type { Indexing } from "../../contracts/registry/rows";

/** What a workspace's status is told by. */
export interface StatusFacts {
  /** Whether it has a checkpoint. */
  readonly saved: boolean;
  readonly resourceCount: number;
  /** Operations that an engine had begun when it last saved. */
  readonly pendingOperations: number;
  readonly locked: boolean;
  readonly newest: Indexing["newest"];
  readonly problem?: string;
}

/** What a person would say of it. A lock does not tell what its owner does, so one that destroys is updating, too. */
export function workspaceStatus(facts: StatusFacts): RegistryStatus {
  const { saved, resourceCount, newest } = facts;
  if (facts.problem !== undefined) {
    return "error";
  }
  if (facts.locked) {
    return resourceCount === 0 ? "creating" : "updating";
  }
  if (!saved) {
    return "destroyed";
  }
  if (newest?.status === "failed" || newest?.status === "interrupted" || facts.pendingOperations > 0) {
    return "error";
  }
  if (resourceCount > 0) {
    return "active";
  }
  return newest?.kind === "destroy" ? "destroyed" : "creating";
}
