import { expect } from "chai";
import { addedTo, missingFrom } from "../../../cli/migration/imported-entries";
import type { MigrationStep } from "../../../cli/migration/migration-plan";

const STEP: MigrationStep = {
  address: "aws_vpc.a",
  type: "aws:ec2/vpc:Vpc",
  id: "vpc-1",
  project: "base",
  urn: "s::vpc",
  action: "import",
  reason: "",
};
const state = (...resources: readonly object[]) => ({ version: 3, deployment: { resources } });

describe("missingFrom", () => {
  const there = { urn: "s::vpc", type: "aws:ec2/vpc:Vpc", id: "vpc-1" };

  it("leaves out what an earlier run has imported", () => {
    expect(missingFrom(state(), [STEP])).to.deep.equal([STEP]);
    expect(missingFrom(state(there), [STEP])).to.deep.equal([]);
  });

  it("refuses what the state has under another name, or as another resource", () => {
    expect(() => missingFrom(state({ ...there, urn: "s::other" }), [STEP])).to.throw(
      "aws_vpc.a is in the state already, as s::other: take that back first, or correct the plan",
    );
    expect(() => missingFrom(state({ ...there, id: "vpc-2" }), [STEP])).to.throw(
      "aws_vpc.a is vpc-1, and the state has vpc-2 as s::vpc: correct the plan",
    );
  });
});

describe("addedTo", () => {
  it("tells what is new", () => {
    expect(addedTo(state({ urn: "a" }), state({ urn: "a" }, { urn: "b" }))).to.deep.equal(["b"]);
    expect(addedTo({ version: 3, deployment: {} }, state({ urn: "b" }))).to.deep.equal(["b"]);
  });
});
