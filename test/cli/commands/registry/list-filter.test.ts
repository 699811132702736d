import { expect } from "chai";
import { type FilterFlags, parseFilter, parseSort } from "../../../../cli/commands/registry/list-filter";
import { WORKSPACE_STATUSES } from "../../../../contracts/registry/records";

const NOW = new Date("2026-01-31T12:00:00.000Z");

describe("parseFilter", () => {
  it("takes every flag", () => {
    const flags: FilterFlags = {
      template: "enclave",
      owner: "ada",
      status: ["active", "error"],
      tag: ["team=payments", "empty="],
      type: "ec2/instance",
      olderThan: "1w",
      newerThan: "90m",
      minCost: "12.50",
      maxCost: "100",
      text: "Signer",
    };
    expect(parseFilter(flags, NOW)).to.deep.equal({
      template: "enclave",
      owner: "ada",
      statuses: ["active", "error"],
      tags: { team: "payments", empty: "" },
      resourceType: "ec2/instance",
      createdBefore: "2026-01-24T12:00:00.000Z",
      createdSince: "2026-01-31T10:30:00.000Z",
      minMonthlyCost: 12.5,
      maxMonthlyCost: 100,
      text: "Signer",
    });
  });

  it("takes none for everything that is not destroyed, and any for every status", () => {
    expect(parseFilter({}, NOW)).to.deep.equal({});
    expect(parseFilter({ status: ["any"] }, NOW)).to.deep.equal({ statuses: WORKSPACE_STATUSES });
  });

  const refused: readonly (readonly [FilterFlags, string])[] = [
    [{ template: "vpc" }, '--template is "vpc": use one of state, base, runtime, enclave'],
    [
      { status: ["gone"] },
      '--status is "gone": use one of creating, active, updating, destroying, destroyed, error',
    ],
    [{ tag: ["team"] }, 'the tag "team" is not allowed: use key=value, for instance team=payments'],
    [{ olderThan: "7" }, '--older-than is "7": use a whole number with m, h, d or w, for instance 7d'],
    [{ newerThan: "-1d" }, '--newer-than is "-1d": use a whole number with m, h, d or w, for instance 7d'],
    [{ minCost: "1e3" }, '--min-cost is "1e3": use USD a month, for instance 12.50'],
    [{ maxCost: "-1" }, '--max-cost is "-1": use USD a month, for instance 12.50'],
  ];
  for (const [flags, message] of refused) {
    it(`refuses ${JSON.stringify(flags)}`, () => {
      expect(() => parseFilter(flags, NOW)).to.throw(message);
    });
  }

  it("refuses an order that there is not", () => {
    expect(() => parseSort("age")).to.throw(
      '--sort is "age": use one of updated, created, name, owner, cost, resources',
    );
  });
});
