/** What the requester wants; changed only by the requester, together with `generation`. */
export const DESIRED_STATES = ["DEPLOYED", "DESTROYED"] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/** Where a request is; changed only by the pipeline. */
export const STATUSES = [
  "PENDING",
  "REJECTED",
  "DEPLOYING",
  "DEPLOYED",
  "FAILED",
  "DESTROYING",
  "DESTROYED",
] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses after which nothing happens until the requester asks for something new. */
export const SETTLED_STATUSES: readonly Status[] = ["REJECTED", "DEPLOYED", "FAILED", "DESTROYED"];

/** A status together with the generation of the request that it speaks of. */
export interface StatusOfGeneration {
  readonly status: Status;
  readonly statusGeneration: number;
}

/**
 * Within one generation a status only moves along these arrows. DEPLOYING → DEPLOYING and
 * DESTROYING → DESTROYING are a successor that takes over from an execution that died.
 */
const WITHIN_GENERATION: Readonly<Record<Status, readonly Status[]>> = {
  PENDING: ["REJECTED", "DEPLOYING", "FAILED", "DESTROYING"],
  REJECTED: [],
  DEPLOYING: ["DEPLOYING", "DEPLOYED", "FAILED"],
  DEPLOYED: [],
  FAILED: [],
  DESTROYING: ["DESTROYING", "DESTROYED", "FAILED"],
  DESTROYED: [],
};

/** What a newer generation may begin with: its own first step, or its refusal. */
const NEW_GENERATION: readonly Status[] = ["PENDING", "REJECTED", "DEPLOYING", "DESTROYING", "FAILED"];

/** Whether `to` may replace `from`. Status never goes backwards: an older generation never may. */
export function isAllowedTransition(from: StatusOfGeneration, to: StatusOfGeneration): boolean {
  if (to.statusGeneration < from.statusGeneration) {
    return false;
  }
  if (to.statusGeneration > from.statusGeneration) {
    return NEW_GENERATION.includes(to.status);
  }
  return WITHIN_GENERATION[from.status].includes(to.status);
}

/** Statuses of the same generation that may be replaced by `to`: the condition of a conditional write. */
export function allowedPredecessors(to: Status): readonly Status[] {
  return STATUSES.filter((from) => WITHIN_GENERATION[from].includes(to));
}

/** Whether a newer generation may begin with `to`. */
export function mayBeginGeneration(to: Status): boolean {
  return NEW_GENERATION.includes(to);
}
