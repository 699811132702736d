import { createHash } from "node:crypto";
import type { Environment, Project } from "../../contracts/environment";
import { type Actor, canonicalJson, type SourceCommit } from "../operations/operation-entry";

/** What the engine would do to one resource. */
export interface PlannedStep {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  /** SHA-256 of the inputs that the program gives, hexadecimal; secrets are not in it. Absent for deletions. */
  readonly inputs?: string;
}

/** What the engine would do to one project's stack. */
export interface ProjectPreview {
  readonly project: Project;
  /** Resources by kind of change. */
  readonly changes: Readonly<Record<string, number>>;
  /** Without the resources that stay as they are; in the order of their URNs. */
  readonly steps: readonly PlannedStep[];
}

/** A container image, by digest, where it was verified and where it goes. */
export interface PromotedArtifact {
  /** Configuration key or stack output that names it. */
  readonly name: string;
  /** `sha256:…`; absent where there is none yet. */
  readonly verified?: string;
  readonly promoted?: string;
}

/** Who may let a change into an environment, and what must hold. */
export interface PromotionRules {
  /** The environment that a change must have been in before. */
  readonly from: Environment;
  readonly minimumApprovals: number;
  /** ARNs by STS; `*` stands for any text. */
  readonly approvers: readonly string[];
  /** Whether who made the plan may approve it. */
  readonly selfApproval: boolean;
  /** From when on a plan has to be made again, in hours. */
  readonly maxPlanAgeHours: number;
  /** From when on the backup has to be restored to scratch again, in hours. */
  readonly maxDrillAgeHours: number;
  /** Alarms that may be raised; `*` stands for any text. */
  readonly toleratedAlarms: readonly string[];
  readonly onCall: "required" | "optional";
}

/** What moves, and to where: what an approval is bound to. */
export interface PromotionSubject {
  readonly from: Environment;
  readonly to: Environment;
  /** Of the environment that it moves to. */
  readonly account: string;
  readonly region: string;
  /** In the order of their dependencies. */
  readonly projects: readonly Project[];
  /** Of the repository. */
  readonly commit: string;
  readonly artifacts: readonly PromotedArtifact[];
  /** What Pulumi.<to>.yaml configures; encrypted values as they are there. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly rules: PromotionRules;
  readonly previews: readonly ProjectPreview[];
}

/** A key whose value changes or differs; as it is shown, so that no secret is in it. */
export interface ConfigDifference {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** How one point of the safety checklist stands. */
export interface ChecklistItem {
  readonly name: ChecklistName;
  /** `asked`: a person has to say it, and has not yet. */
  readonly result: "pass" | "fail" | "asked";
  readonly evidence: readonly string[];
}

export const CHECKLIST = [
  "tested-below",
  "same-artifacts",
  "plan-reviewed",
  "approvals",
  "backup-verified",
  "rollback-written",
  "alarms-quiet",
  "on-call",
] as const;
export type ChecklistName = (typeof CHECKLIST)[number];

/** What a project's stack ran before the promotion; null: there was nothing. */
export type Deployed = Readonly<Partial<Record<Project, SourceCommit | null>>>;

/** A plan as it is kept: written once, never changed. */
export interface PromotionPlan {
  readonly format: 1;
  readonly id: string;
  /** SHA-256, hexadecimal, of the subject's canonical JSON. */
  readonly hash: string;
  readonly subject: PromotionSubject;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly createdBy: Actor;
  /** Why it moves. */
  readonly reason: string;
  /** First line of the commit's message. */
  readonly title: string;
  readonly before: Deployed;
  /** What is configured otherwise than where it was verified. */
  readonly differsFromSource: readonly ConfigDifference[];
  /** What is configured otherwise than by the promotion before. */
  readonly changedSinceLast: readonly ConfigDifference[];
  /** The previews as a person reads them, line by line. */
  readonly previewText: readonly string[];
  /** How to go back, as commands and what they cannot bring back. */
  readonly rollback: readonly string[];
  /** How the checklist stood when the plan was made. */
  readonly checklist: readonly ChecklistItem[];
}

/** Hash that approvals are bound to. */
export function planHash(subject: PromotionSubject): string {
  return sha256(subject);
}

/** SHA-256, hexadecimal, of the value's canonical JSON. */
export function sha256(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** `staging-20260131T120000Z-3f2a8c71`: names the environment, sorts by time. */
export function promotionId(to: Environment, at: Date, hash: string): string {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, "");
  return `${to}-${time}-${hash.slice(0, 8)}`;
}
