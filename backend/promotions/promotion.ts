import type { Project } from "../../contracts/environment";
import type { Actor } from "../operations/operation-entry";
import type { ChecklistItem, PromotionPlan } from "./promotion-plan";

/** Somebody's word that a plan may be executed; it holds for no other plan. */
export interface Approval {
  readonly planHash: string;
  /** By ARN: two persons with the same credentials are one. */
  readonly approver: Actor & { readonly caller: string };
  /** ISO 8601. */
  readonly at: string;
  readonly comment?: string;
}

interface EventBase {
  /** 1 for the first, and one more for each. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly who: Actor;
}

/** What happened to a promotion after its plan was made. */
export type PromotionEvent = EventBase & NewEvent;

export type NewEvent =
  | { readonly kind: "started"; readonly onCall?: string; readonly checklist: readonly ChecklistItem[] }
  | {
      readonly kind: "deployed";
      readonly project: Project;
      readonly changes: Readonly<Record<string, number>>;
      readonly durationSeconds: number;
    }
  | { readonly kind: "failed"; readonly project: Project; readonly reason: string }
  | { readonly kind: "finished" }
  | {
      readonly kind: "rollback-started";
      /** The commit that each project goes back to. */
      readonly deploy: Readonly<Partial<Record<Project, string>>>;
      readonly destroy: readonly Project[];
      readonly reason: string;
    }
  | { readonly kind: "rolled-back" }
  | { readonly kind: "rollback-failed"; readonly reason: string };

/** A promotion with all that is known of it. */
export interface Promotion {
  readonly plan: PromotionPlan;
  readonly approvals: readonly Approval[];
  /** In their order. */
  readonly events: readonly PromotionEvent[];
}

export const PROMOTION_STATUSES = [
  "planned",
  "executing",
  "failed",
  "finished",
  "rolling back",
  "rolled back",
] as const;
export type PromotionStatus = (typeof PROMOTION_STATUSES)[number];

const STATUS_AFTER: Readonly<Record<NewEvent["kind"], PromotionStatus>> = {
  started: "executing",
  deployed: "executing",
  failed: "failed",
  finished: "finished",
  "rollback-started": "rolling back",
  "rolled-back": "rolled back",
  "rollback-failed": "rolling back",
};

/** How far the promotion is. */
export function statusOf({ events }: Pick<Promotion, "events">): PromotionStatus {
  const last = events.at(-1);
  return last ? STATUS_AFTER[last.kind] : "planned";
}

/** The projects that are deployed as planned. */
export function deployedProjects({ events }: Pick<Promotion, "events">): readonly Project[] {
  return events.flatMap((event) => (event.kind === "deployed" ? [event.project] : []));
}

/** Whether its execution has begun and was not taken back. */
export function isInForce(promotion: Pick<Promotion, "events">): boolean {
  return promotion.events.length > 0 && statusOf(promotion) !== "rolled back";
}
