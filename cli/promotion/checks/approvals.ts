import type { Approval } from "../../../backend/promotions/promotion";
import type { ChecklistItem, PromotionPlan } from "../../../backend/promotions/promotion-plan";
import { matchesPattern } from "../../../contracts/text-pattern";

/**
 * Why `caller` may not approve the plan; undefined when they may. Who somebody is, is what STS says of their
 * credentials: two persons with the same ones are one.
 */
export function approverFault(plan: PromotionPlan, caller: string): string | undefined {
  const { rules, to } = plan.subject;
  if (!rules.approvers.some((pattern) => matchesPattern(pattern, caller))) {
    return `${caller} is no approver for ${to}: promotion-policy.yaml allows ${rules.approvers.join(", ") || "nobody"}`;
  }
  if (!rules.selfApproval && caller === plan.createdBy.caller) {
    return `${caller} made the plan, and promotion-policy.yaml wants somebody else to approve it`;
  }
  return undefined;
}

/** Whether enough of those who may have approved this very plan. */
export function approvals(plan: PromotionPlan, given: readonly Approval[]): ChecklistItem {
  const { minimumApprovals } = plan.subject.rules;
  const valid = given.filter(
    ({ planHash, approver }) => planHash === plan.hash && approverFault(plan, approver.caller) === undefined,
  );
  const persons = new Set(valid.map(({ approver }) => approver.caller));
  const evidence = [
    `${persons.size} of ${minimumApprovals} approvals`,
    ...valid.map(
      ({ approver, at, comment }) => `${approver.caller} at ${at}${comment ? `: ${comment}` : ""}`,
    ),
  ];
  return { name: "approvals", result: persons.size >= minimumApprovals ? "pass" : "fail", evidence };
}
