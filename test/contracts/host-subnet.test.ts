import { expect } from "chai";
import * as fc from "fast-check";
import { hostSubnets } from "../../contracts/host-subnet";

const SUBNETS = ["subnet-a", "subnet-b", "subnet-c"];

describe("hostSubnets", () => {
  it("gives a request the same order in whatever order they come", () => {
    fc.assert(
      fc.property(fc.string(), fc.shuffledSubarray(SUBNETS, { minLength: 3 }), (id, subnets) => {
        expect(hostSubnets(id, subnets)).to.deep.equal(hostSubnets(id, SUBNETS)).and.to.have.members(SUBNETS);
      }),
    );
  });

  it("keeps the others in their order when one goes", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...SUBNETS), (id, gone) => {
        const others = (subnets: readonly string[]) => subnets.filter((subnet) => subnet !== gone);
        expect(hostSubnets(id, others(SUBNETS))).to.deep.equal(others(hostSubnets(id, SUBNETS)));
      }),
    );
  });

  it("begins with every subnet for some", () => {
    const used = Array.from({ length: 50 }, (_, index) => hostSubnets(`request-${index}`, SUBNETS)[0]);
    expect([...new Set(used)].sort()).to.deep.equal(SUBNETS);
  });

  it("refuses to choose from nothing", () => {
    expect(() => hostSubnets("vault", [])).to.throw(
      "there is no subnet for hosts: base must offer at least one",
    );
  });
});
