import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { promotion } from "../../../../cli/validation/checks/promotion";
import { promotionSubject } from "../../../support/promotion-fixture";
import { subject } from "../../../support/validation-subject";

const { rules: RULES } = promotionSubject();

describe("check of promotion", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-policy-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const file = () => join(root, "promotion-policy.yaml");
  const found = (text: string) => {
    writeFileSync(file(), text);
    return promotion.run(subject({ root }));
  };

  it("accepts rules for some of the environments", () => {
    expect(found(stringify({ staging: RULES }))).to.deep.equal([]);
  });

  it("names the file in front of each of its faults", () => {
    expect(found(stringify({ staging: { ...RULES, onCall: "maybe" }, qa: RULES }))).to.deep.equal([
      "promotion-policy.yaml: qa is unknown; allowed are dev, staging, prod",
      'promotion-policy.yaml: staging.onCall is "maybe"; use required or optional',
    ]);
  });

  it("finds rules that nobody could fulfil", () => {
    expect(
      found(
        stringify({
          dev: { ...RULES, from: "staging" },
          staging: { ...RULES, from: "staging" },
          prod: { ...RULES, minimumApprovals: 2, approvers: [] },
        }),
      ),
    ).to.deep.equal([
      "promotion-policy.yaml: dev.from is staging; changes begin in dev: remove dev",
      "promotion-policy.yaml: staging.from is staging; use what comes before staging: dev",
      "promotion-policy.yaml: prod.approvers is empty, and prod.minimumApprovals is 2; name who may approve, or use 0",
    ]);
  });

  it("says that the file is missing or no YAML, and where it is", () => {
    expect(() => promotion.run(subject({ root }))).to.throw(
      `${file()} is missing: without it nobody may promote; write one, docs/adr/0007-promotion.md says how`,
    );
    expect(() => found("staging: [")).to.throw(`${file()} is no YAML: `);
  });
});
