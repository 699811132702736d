import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { PROMOTION_POLICY, promotionRules } from "../../../cli/promotion/policy";
import { promotionSubject } from "../../support/promotion-fixture";

const { rules: RULES } = promotionSubject();

describe("promotionRules", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-policy-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const write = (policy: unknown) => writeFileSync(join(home, PROMOTION_POLICY), stringify(policy));
  const failure = (from: "dev" | "staging", to: "staging" | "prod") => {
    try {
      promotionRules(home, from, to);
    } catch (error) {
      const { name, message, details } = error as Error & { readonly details: readonly string[] };
      return { name, message, details };
    }
    return undefined;
  };

  it("reads what the repository ships", () => {
    const root = resolve(__dirname, "..", "..", "..");
    expect(promotionRules(root, "dev", "staging")).to.include({ from: "dev", minimumApprovals: 1 });
    expect(promotionRules(root, "staging", "prod")).to.include({ minimumApprovals: 2, selfApproval: false });
  });

  it("refuses a way that the policy does not have", () => {
    write({ staging: RULES, prod: { ...RULES, from: "staging" } });
    expect(promotionRules(home, "dev", "staging")).to.deep.equal(RULES);
    const prod = join(home, PROMOTION_POLICY);
    write({ prod: { ...RULES, from: "staging" } });
    expect(failure("dev", "prod")).to.deep.equal({
      name: "OperationRefused",
      message: "prod takes changes from staging, not from dev: promote to staging first",
      details: [],
    });
    expect(failure("dev", "staging")?.message).to.equal(
      "nothing is promoted to staging: promotion-policy.yaml has no rules for it",
    );
    rmSync(prod);
    expect(failure("dev", "staging")?.message).to.equal(
      `${prod} is missing: without it nobody may promote; write one, docs/adr/0007-promotion.md says how`,
    );
  });

  it("names all that is wrong with the file", () => {
    const { onCall: _, ...rest } = RULES;
    write({ staging: { ...rest, minimumApprovals: -1, approver: [] }, qa: RULES });
    expect(failure("dev", "staging")).to.deep.equal({
      name: "InvalidConfiguration",
      message: `${join(home, PROMOTION_POLICY)} cannot be used: nothing is promoted`,
      details: [
        "qa is unknown; allowed are dev, staging, prod",
        "staging.onCall is missing; use required or optional",
        "staging.approver is unknown; allowed are from, minimumApprovals, approvers, selfApproval, maxPlanAgeHours, maxDrillAgeHours, toleratedAlarms, onCall",
        "staging.minimumApprovals is -1; use a whole number from 0 to 10",
      ],
    });
    writeFileSync(join(home, PROMOTION_POLICY), "- staging\n");
    expect(failure("dev", "staging")?.details).to.deep.equal([
      "it is no object; use a key for each environment that changes are promoted to",
    ]);
  });
});
