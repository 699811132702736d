import { expect } from "chai";
import { approvals, approverFault } from "../../../../cli/promotion/checks/approvals";
import { ADA, approvalBy, GRACE, promotionPlan, promotionSubject } from "../../../support/promotion-fixture";

const STRANGER = "arn:aws:iam::999999999999:user/eve";
const PLAN = promotionPlan();

function planWith(rules: Partial<typeof PLAN.subject.rules>) {
  return promotionPlan({}, promotionSubject({ rules: { ...PLAN.subject.rules, ...rules } }));
}

describe("approverFault", () => {
  it("allows those whom the policy names", () => {
    expect(approverFault(PLAN, GRACE)).to.equal(undefined);
  });

  it("refuses others, and who made the plan", () => {
    expect(approverFault(PLAN, STRANGER)).to.equal(
      `${STRANGER} is no approver for staging: promotion-policy.yaml allows arn:aws:iam::111122223333:user/*`,
    );
    expect(approverFault(planWith({ approvers: [] }), GRACE)).to.equal(
      `${GRACE} is no approver for staging: promotion-policy.yaml allows nobody`,
    );
    expect(approverFault(PLAN, ADA)).to.equal(
      `${ADA} made the plan, and promotion-policy.yaml wants somebody else to approve it`,
    );
    expect(approverFault(planWith({ selfApproval: true }), ADA)).to.equal(undefined);
  });
});

describe("approvals", () => {
  it("counts each person once", () => {
    const two = planWith({ minimumApprovals: 2 });
    const given = [approvalBy(GRACE, two), approvalBy(GRACE, two)];
    expect(approvals(two, given)).to.deep.equal({
      name: "approvals",
      result: "fail",
      evidence: [
        "1 of 2 approvals",
        `${GRACE} at 2026-01-31T11:30:00.000Z`,
        `${GRACE} at 2026-01-31T11:30:00.000Z`,
      ],
    });
    expect(
      approvals(two, [...given, approvalBy("arn:aws:iam::111122223333:user/joan", two)]).result,
    ).to.equal("pass");
  });

  it("does not count one of another plan, of nobody's, or of who made the plan", () => {
    const other = planWith({ maxPlanAgeHours: 1 });
    const given = [approvalBy(GRACE, other), approvalBy(STRANGER, PLAN), approvalBy(ADA, PLAN)];
    expect(approvals(PLAN, given)).to.deep.equal({
      name: "approvals",
      result: "fail",
      evidence: ["0 of 1 approvals"],
    });
  });
});
