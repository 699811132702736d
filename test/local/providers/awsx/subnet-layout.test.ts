import { expect } from "chai";
import fc from "fast-check";
import { Netmask } from "netmask";

import { type SubnetSpec, subnetLayout } from "../../../../local/providers/awsx/subnet-layout";

const blocks = (cidrBlock: string, zones: readonly string[], specs?: readonly SubnetSpec[]) =>
  subnetLayout("vpc", cidrBlock, zones, specs).map(({ name, cidrBlock: block }) => `${name} ${block}`);

describe("subnetLayout", () => {
  it("divides zones and subnets evenly where no size is given", () => {
    const specs: SubnetSpec[] = [{ type: "Public" }, { type: "Private" }];
    expect(blocks("10.0.0.0/16", ["a", "b"], specs)).to.deep.equal([
      "vpc-public-1 10.0.0.0/18",
      "vpc-private-1 10.0.64.0/18",
      "vpc-public-2 10.0.128.0/18",
      "vpc-private-2 10.0.192.0/18",
    ]);
  });

  it("divides into a power of two for three zones and three subnets", () => {
    const specs: SubnetSpec[] = [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }];
    expect(blocks("10.0.0.0/16", ["a", "b", "c"], specs).slice(3, 6)).to.deep.equal([
      "vpc-public-2 10.0.64.0/20",
      "vpc-private-2 10.0.80.0/20",
      "vpc-isolated-2 10.0.96.0/20",
    ]);
  });

  it("keeps the order of the specs and aligns a larger block after a smaller one", () => {
    const specs: SubnetSpec[] = [
      { type: "Public", cidrMask: 24 },
      { type: "Private", cidrMask: 20, name: "apps" },
      { type: "Isolated", cidrMask: 22 },
    ];
    expect(blocks("10.0.0.0/16", ["a"], specs)).to.deep.equal([
      "vpc-public-1 10.0.0.0/24",
      "vpc-apps-1 10.0.16.0/20",
      "vpc-isolated-1 10.0.32.0/22",
    ]);
  });

  it("gives a private and a public subnet by default", () => {
    expect(blocks("10.0.0.0/16", ["a", "b", "c"]).slice(0, 2)).to.deep.equal([
      "vpc-private-1 10.0.0.0/19",
      "vpc-public-1 10.0.32.0/20",
    ]);
  });

  it("refuses subnets that do not fit into a zone", () => {
    const specs: SubnetSpec[] = [
      { type: "Public", cidrMask: 18 },
      { type: "Private", cidrMask: 17 },
    ];
    expect(() => blocks("10.0.0.0/16", ["a", "b"], specs)).to.throw(
      "subnets /18, /17 do not fit into 10.0.0.0/17 of a zone: use smaller ones, fewer zones or a larger VPC",
    );
  });

  it("never overlaps, and stays in the VPC", () => {
    const spec = fc.record({
      type: fc.constantFrom("Public", "Private", "Isolated"),
      cidrMask: fc.option(fc.integer({ min: 24, max: 28 }), { nil: undefined }),
    }) as fc.Arbitrary<SubnetSpec>;
    const zones = fc.constantFrom(["a"], ["a", "b"], ["a", "b", "c"]);
    const vpcs = fc.constantFrom("10.0.0.0/16", "172.16.0.0/12", "192.168.128.0/17");
    fc.assert(
      fc.property(vpcs, zones, fc.array(spec, { minLength: 1, maxLength: 6 }), (vpc, names, specs) => {
        const made = subnetLayout("vpc", vpc, names, specs).map(({ cidrBlock }) => new Netmask(cidrBlock));
        for (const [index, one] of made.entries()) {
          expect(new Netmask(vpc).contains(one), `${one} in ${vpc}`).to.equal(true);
          for (const other of made.slice(index + 1)) {
            expect(one.contains(other) || other.contains(one), `${one} and ${other}`).to.equal(false);
          }
        }
      }),
    );
  });
});
