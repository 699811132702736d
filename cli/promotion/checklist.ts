import type {
  ChecklistItem,
  ChecklistName,
  Deployed,
  PromotedArtifact,
  PromotionPlan,
  PromotionRules,
} from "../../backend/promotions/promotion-plan";
import type { Environment, Project } from "../../contracts/environment";

/** What each point of the checklist means. */
export const CHECKLIST_TITLES: Readonly<Record<ChecklistName, string>> = {
  "tested-below": "tested below",
  "same-artifacts": "same artifacts",
  "plan-reviewed": "plan reviewed",
  approvals: "approved",
  "backup-verified": "backup verified",
  "rollback-written": "rollback written",
  "alarms-quiet": "alarms quiet",
  "on-call": "on-call named",
};

/** Digits of a plan's hash that stand for it on a command line. */
export const REVIEWED_DIGITS = 12;

/** Whether the images that move are those that were verified. */
export function sameArtifacts(artifacts: readonly PromotedArtifact[], to: Environment): ChecklistItem {
  const faults = artifacts.flatMap(({ name, verified, promoted }) =>
    promoted && verified !== promoted
      ? [
          `${name} of ${to} is ${promoted}, verified was ${verified ?? "none"}: set it to that in Pulumi.${to}.yaml`,
        ]
      : [],
  );
  const evidence = artifacts.map(({ name, promoted }) =>
    promoted
      ? `${name}: ${promoted}`
      : `${name} is not set in ${to}: the image is built there, from the same commit`,
  );
  return faults.length === 0
    ? {
        name: "same-artifacts",
        result: "pass",
        evidence: evidence.length > 0 ? evidence : ["no images move"],
      }
    : { name: "same-artifacts", result: "fail", evidence: faults };
}

/** Whether somebody has said which plan they have read. */
export function planReviewed({ hash }: PromotionPlan, reviewed: string | undefined): ChecklistItem {
  const short = hash.slice(0, REVIEWED_DIGITS);
  if (reviewed === undefined) {
    return {
      name: "plan-reviewed",
      result: "asked",
      evidence: [`read the plan, then give --reviewed ${short}`],
    };
  }
  return reviewed.length >= REVIEWED_DIGITS && hash.startsWith(reviewed)
    ? { name: "plan-reviewed", result: "pass", evidence: [`plan ${short} was named by who executes it`] }
    : {
        name: "plan-reviewed",
        result: "fail",
        evidence: [`--reviewed is ${JSON.stringify(reviewed)}, the plan is ${short}: read this one`],
      };
}

/** Whether it is known what to go back to. */
export function rollbackWritten(before: Deployed, projects: readonly Project[]): ChecklistItem {
  const unknown = projects.filter((project) => before[project] === undefined);
  const evidence = projects.map((project) => {
    const commit = before[project];
    if (commit === undefined) {
      return `${project}: what runs now is in no commit; deploy one first`;
    }
    if (commit === null) {
      return `${project}: nothing was there, going back destroys it`;
    }
    return `${project}: goes back to ${commit.id.slice(0, 12)}${commit.dirty ? ", without the changes that it was deployed with" : ""}`;
  });
  return { name: "rollback-written", result: unknown.length === 0 ? "pass" : "fail", evidence };
}

/** Whether somebody is there when it goes wrong. */
export function onCallNamed(
  { onCall }: Pick<PromotionRules, "onCall">,
  named: string | undefined,
): ChecklistItem {
  if (named !== undefined) {
    return { name: "on-call", result: "pass", evidence: [named] };
  }
  return onCall === "required"
    ? { name: "on-call", result: "asked", evidence: ["name who is on call by --on-call"] }
    : { name: "on-call", result: "pass", evidence: ["promotion-policy.yaml asks for nobody"] };
}

/** The points that stand in the way, one line each. */
export function openPoints(checklist: readonly ChecklistItem[]): readonly string[] {
  return checklist.flatMap(({ name, result, evidence }) =>
    result === "pass" ? [] : [`${CHECKLIST_TITLES[name]}: ${evidence.join("; ")}`],
  );
}
