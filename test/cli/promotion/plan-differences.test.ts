import { expect } from "chai";
import type { PlannedStep } from "../../../backend/promotions/promotion-plan";
import { planDifferences } from "../../../cli/promotion/plan-differences";
import { promotionSubject } from "../../support/promotion-fixture";

const PLANNED = promotionSubject();
const [BASE, RUNTIME] = PLANNED.previews as [
  (typeof PLANNED.previews)[number],
  (typeof PLANNED.previews)[number],
];
const [UPDATE] = BASE.steps as [PlannedStep];
const REMOVAL: PlannedStep = {
  operation: "delete",
  urn: "urn:pulumi:staging::base::aws:sqs/queue:Queue::letters",
  type: "aws:sqs/queue:Queue",
};

function withBaseSteps(...steps: readonly PlannedStep[]) {
  return promotionSubject({ previews: [{ ...BASE, steps }, RUNTIME] });
}

describe("planDifferences", () => {
  it("finds nothing while everything is as it was planned", () => {
    expect(planDifferences(PLANNED, promotionSubject())).to.deep.equal([]);
  });

  it("names commit, account, configuration, rules and images that are not as planned, and no secret", () => {
    const secret = (secure: string) => ({ ...PLANNED.config, "aws:token": { secure } });
    const planned = promotionSubject({ config: secret("one") });
    const now = promotionSubject({
      commit: "c".repeat(40),
      account: "444455556666",
      config: { ...secret("two"), "base:zoneCount": 3 },
      rules: { ...PLANNED.rules, minimumApprovals: 0 },
      artifacts: [{ name: "runtime:runnerImageDigest", verified: "sha256:2", promoted: "sha256:1" }],
    });
    expect(planDifferences(planned, now)).to.deep.equal([
      `commit was ${"b".repeat(40)}, is ${"c".repeat(40)}`,
      "account was 111122223333, is 444455556666",
      "aws:token was [secret], is [secret]",
      "base:zoneCount was 2, is 3",
      "promotion-policy.yaml: minimumApprovals was 1, is 0",
      "runtime:runnerImageDigest: verified was sha256:1, is sha256:2",
    ]);
  });

  it("names steps that are new, gone, or of other values", () => {
    expect(planDifferences(PLANNED, withBaseSteps(REMOVAL))).to.deep.equal([
      "base: would now delete aws:sqs/queue:Queue letters, which was not planned",
      "base: would no longer update aws:dynamodb/table:Table requests",
    ]);
    expect(planDifferences(PLANNED, withBaseSteps({ ...UPDATE, inputs: "2".repeat(64) }))).to.deep.equal([
      "base: would update aws:dynamodb/table:Table requests with other values than planned",
    ]);
  });

  it("lets the project at which an execution stopped have fewer steps left, never more", () => {
    const progress = { deployed: [], stoppedAt: "base" } as const;
    expect(planDifferences(PLANNED, withBaseSteps(), progress)).to.deep.equal([]);
    expect(planDifferences(PLANNED, withBaseSteps(REMOVAL), progress)).to.deep.equal([
      "base: would now delete aws:sqs/queue:Queue letters, which was not planned",
    ]);
  });

  it("does not look at projects that are deployed", () => {
    const progress = { deployed: ["base"], stoppedAt: "runtime" } as const;
    expect(planDifferences(PLANNED, withBaseSteps(REMOVAL), progress)).to.deep.equal([]);
  });
});
