import { expect } from "chai";
import * as fc from "fast-check";
import { hostSubnet } from "../../contracts/host-subnet";

const SUBNETS = ["subnet-a", "subnet-b", "subnet-c"];

describe("hostSubnet", () => {
  it("gives a request the same subnet in whatever order they come", () => {
    fc.assert(
      fc.property(fc.string(), fc.shuffledSubarray(SUBNETS, { minLength: 3 }), (id, subnets) => {
        expect(hostSubnet(id, subnets)).to.equal(hostSubnet(id, SUBNETS));
      }),
    );
  });

  it("moves a request only when its own subnet goes", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...SUBNETS), (id, gone) => {
        const before = hostSubnet(id, SUBNETS);
        const after = hostSubnet(
          id,
          SUBNETS.filter((subnet) => subnet !== gone),
        );
        expect(after === before).to.equal(before !== gone);
      }),
    );
  });

  it("uses every subnet", () => {
    const used = Array.from({ length: 50 }, (_, index) => hostSubnet(`request-${index}`, SUBNETS));
    expect([...new Set(used)].sort()).to.deep.equal(SUBNETS);
  });

  it("refuses to choose from nothing", () => {
    expect(() => hostSubnet("vault", [])).to.throw(
      "there is no subnet for hosts: base must offer at least one",
    );
  });
});
