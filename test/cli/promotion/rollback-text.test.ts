import { expect } from "chai";
import type { ProjectPreview } from "../../../backend/promotions/promotion-plan";
import { rollbackText } from "../../../cli/promotion/rollback-text";
import { promotionSubject } from "../../support/promotion-fixture";

const OLD = "1".repeat(40);

describe("rollbackText", () => {
  it("gives the command, the same by hand, and that nothing is lost", () => {
    const both = { base: { id: OLD, dirty: false }, runtime: { id: OLD, dirty: false } };
    expect(rollbackText("staging", both, promotionSubject().previews)).to.deep.equal([
      '$ fleet rollback staging --reason "<why>"',
      "or by hand:",
      `$ git worktree add ../${OLD.slice(0, 12)} ${OLD} && cd ../${OLD.slice(0, 12)} && make setup`,
      "$ bin/fleet up base staging",
      "$ bin/fleet up runtime staging",
      "nothing is deleted or replaced: a rollback brings everything back",
    ]);
  });

  it("names what is lost, and destroys what was not there", () => {
    const urn = "urn:pulumi:staging::base::aws:dynamodb/table:Table::requests";
    const steps = ["create-replacement", "replace", "delete-replaced"].map((operation) => ({
      operation,
      urn,
      type: "aws:dynamodb/table:Table",
    }));
    const previews: readonly ProjectPreview[] = [{ project: "base", changes: { replace: 1 }, steps }];
    expect(rollbackText("staging", { base: null }, previews)).to.deep.equal([
      '$ fleet rollback staging --reason "<why>"',
      "or by hand:",
      "$ fleet down base staging --delete-data",
      "what these hold does not come back by a rollback:",
      "  base: aws:dynamodb/table:Table requests (replace)",
      "  base: aws:dynamodb/table:Table requests (delete-replaced)",
    ]);
  });
});
