import { expect } from "chai";
import { costGroups, groupOf } from "../../../../cli/commands/registry/cost-groups";
import { workspaceOfRow } from "../../../../contracts/registry/rows";
import { registeredCopy } from "../../../support/workspace-scenario";

describe("costGroups", () => {
  const workspaces = [
    registeredCopy("pr-1", { monthlyCost: 0.1 }),
    registeredCopy("pr-2", { monthlyCost: 0.2, unpriced: { "aws:x/y:Z": 3 } }),
    registeredCopy("pr-3", { monthlyCost: 5, owner: "", tags: {} }),
  ].flatMap((row) => workspaceOfRow(row) ?? []);

  it("sums by owner, the dearest first, and counts what has no price", () => {
    expect(costGroups(workspaces, groupOf("owner"))).to.deep.equal([
      { name: "(none)", workspaces: 1, monthlyCost: 5, unpriced: 0 },
      { name: "ada", workspaces: 2, monthlyCost: 0.3, unpriced: 3 },
    ]);
  });

  for (const [by, names] of [
    ["environment", ["dev"]],
    ["template", ["runtime"]],
    ["tag:team", ["(none)", "ada"]],
  ] as const) {
    it(`groups by ${by}`, () => {
      expect(costGroups(workspaces, groupOf(by)).map(({ name }) => name)).to.deep.equal(names);
    });
  }

  for (const by of ["", "tag:", "region"]) {
    it(`refuses ${JSON.stringify(by)}`, () => {
      expect(() => groupOf(by)).to.throw(
        `--by is ${JSON.stringify(by)}: use environment, owner, template or tag:<key>`,
      );
    });
  }
});
