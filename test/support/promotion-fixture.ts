import type { Approval, NewEvent, Promotion, PromotionEvent } from "../../backend/promotions/promotion";
import {
  type PromotionPlan,
  type PromotionSubject,
  planHash,
  promotionId,
} from "../../backend/promotions/promotion-plan";

export const ADA = "arn:aws:iam::111122223333:user/ada";
export const GRACE = "arn:aws:iam::111122223333:user/grace";
export const COMMITS = { before: "a".repeat(40), after: "b".repeat(40) } as const;

const TABLE = "urn:pulumi:staging::base::aws:dynamodb/table:Table::requests";

export function promotionSubject(given: Partial<PromotionSubject> = {}): PromotionSubject {
  return {
    from: "dev",
    to: "staging",
    account: "111122223333",
    region: "eu-west-1",
    projects: ["base", "runtime"],
    commit: COMMITS.after,
    artifacts: [{ name: "runtime:runnerImageDigest", verified: "sha256:1", promoted: "sha256:1" }],
    config: { "aws:region": "eu-west-1", "base:zoneCount": 2 },
    rules: {
      from: "dev",
      minimumApprovals: 1,
      approvers: ["arn:aws:iam::111122223333:user/*"],
      selfApproval: false,
      maxPlanAgeHours: 24,
      maxDrillAgeHours: 24,
      toleratedAlarms: [],
      onCall: "required",
    },
    previews: [
      {
        project: "base",
        changes: { update: 1, same: 40 },
        steps: [
          { operation: "update", urn: TABLE, type: "aws:dynamodb/table:Table", inputs: "1".repeat(64) },
        ],
      },
      { project: "runtime", changes: { same: 30 }, steps: [] },
    ],
    ...given,
  };
}

export function promotionPlan(
  given: Partial<PromotionPlan> = {},
  subject: PromotionSubject = promotionSubject(),
): PromotionPlan {
  const createdAt = given.createdAt ?? "2026-01-31T11:00:00.000Z";
  const hash = planHash(subject);
  return {
    format: 1,
    id: promotionId(subject.to, new Date(createdAt), hash),
    hash,
    subject,
    createdAt,
    createdBy: { caller: ADA, user: "ada", host: "desk" },
    reason: "payments go live",
    title: "sign faster",
    before: {
      base: { id: COMMITS.before, dirty: false },
      runtime: { id: COMMITS.before, dirty: false },
    },
    differsFromSource: [],
    changedSinceLast: [],
    previewText: ["base staging: preview: 1 to update, 40 unchanged"],
    rollback: ['$ fleet rollback staging --reason "<why>"'],
    checklist: [],
    ...given,
  };
}

export function approvalBy(caller: string, plan: PromotionPlan): Approval {
  return {
    planHash: plan.hash,
    approver: { caller, user: "somebody", host: "desk" },
    at: "2026-01-31T11:30:00.000Z",
  };
}

/** A promotion to which `events` happened, each a minute after the one before. */
export function promotion(
  plan: PromotionPlan = promotionPlan(),
  events: readonly NewEvent[] = [],
): Promotion {
  return {
    plan,
    approvals: [],
    events: events.map((event, index) => ({
      ...event,
      sequence: index + 1,
      at: `2026-01-31T11:4${index}:00.000Z`,
      who: plan.createdBy,
    })) as PromotionEvent[],
  };
}

export const STARTED: NewEvent = { kind: "started", checklist: [] };
export function deployedEvent(project: "base" | "runtime"): NewEvent {
  return { kind: "deployed", project, changes: { update: 1 }, durationSeconds: 3 };
}
