import type { RegistryStatus } from "../../contracts/registry/records";
import type { Indexing } from "../../contracts/registry/rows";

/** What a workspace's status is told by. */
export interface StatusFacts extends Pick<Indexing, "newest" | "intent" | "pendingOperations" | "saved"> {
  readonly resourceCount: number;
  readonly running: readonly Pick<Indexing["running"][number], "kind">[];
  readonly problem?: string;
}

/** What a person would say of it. A lock does not tell what its owner does, a lease of ours does. */
export function workspaceStatus(facts: StatusFacts): RegistryStatus {
  const { saved, resourceCount, newest, running, intent } = facts;
  if (facts.problem !== undefined) {
    return "error";
  }
  if (intent === "destroying" || running.some(({ kind }) => kind === "destroy")) {
    return "destroying";
  }
  if (running.length > 0) {
    return resourceCount === 0 ? "creating" : "updating";
  }
  if (intent === "error") {
    return "error";
  }
  if (!saved) {
    return intent === "creating" ? "creating" : "destroyed";
  }
  if (newest?.status === "failed" || newest?.status === "interrupted" || facts.pendingOperations > 0) {
    return "error";
  }
  if (resourceCount > 0) {
    return "active";
  }
  return newest?.kind === "destroy" ? "destroyed" : "creating";
}
