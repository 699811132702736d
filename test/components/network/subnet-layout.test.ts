import { expect } from "chai";
import * as fc from "fast-check";
import { Netmask } from "netmask";
import {
  assertDisjoint,
  MAX_ZONES,
  subnetLayout,
  VPC_MASKS,
} from "../../../components/network/subnet-layout";

const vpcs = fc
  .tuple(fc.ipV4(), fc.integer({ min: VPC_MASKS.widest, max: VPC_MASKS.narrowest }))
  .map(([address, mask]) => new Netmask(`${address}/${mask}`).toString());
const zoneCounts = fc.integer({ min: 1, max: MAX_ZONES });

const all = (layout: ReturnType<typeof subnetLayout>) => [
  ...layout.private,
  ...layout.isolated,
  ...layout.public,
];

describe("subnetLayout", () => {
  it("divides a /16 over two zones", () => {
    expect(subnetLayout("10.0.0.0/16", 2)).to.deep.equal({
      private: ["10.0.0.0/19", "10.0.64.0/19"],
      isolated: ["10.0.32.0/20", "10.0.96.0/20"],
      public: ["10.0.48.0/22", "10.0.112.0/22"],
    });
  });

  it("keeps every subnet inside the VPC, apart from all others, and no smaller than /28", () => {
    fc.assert(
      fc.property(vpcs, zoneCounts, (cidrBlock, zoneCount) => {
        const vpc = new Netmask(cidrBlock);
        const subnets = all(subnetLayout(cidrBlock, zoneCount));
        expect(subnets).to.have.length(3 * zoneCount);
        for (const [index, subnet] of subnets.entries()) {
          const block = new Netmask(subnet);
          expect(vpc.contains(block), `${subnet} in ${cidrBlock}`).to.equal(true);
          expect(block.bitmask).to.be.at.most(28);
          for (const other of subnets.slice(index + 1)) {
            assertDisjoint(subnet, other);
          }
        }
      }),
    );
  });

  it("moves no subnet when a zone is added", () => {
    fc.assert(
      fc.property(vpcs, fc.integer({ min: 1, max: MAX_ZONES - 1 }), (cidrBlock, zoneCount) => {
        const [before, after] = [subnetLayout(cidrBlock, zoneCount), subnetLayout(cidrBlock, zoneCount + 1)];
        expect(after.private.slice(0, zoneCount)).to.deep.equal(before.private);
        expect(after.isolated.slice(0, zoneCount)).to.deep.equal(before.isolated);
        expect(after.public.slice(0, zoneCount)).to.deep.equal(before.public);
      }),
    );
  });

  const invalid: Record<string, string> = {
    "10.0.0.0/15":
      "CIDR block 10.0.0.0/15 is not allowed for a VPC: use a mask from /16 to /22, so that every subnet has at least 11 addresses",
    "10.0.0.0/23":
      "CIDR block 10.0.0.0/23 is not allowed for a VPC: use a mask from /16 to /22, so that every subnet has at least 11 addresses",
    "10.0.1.0/16": "CIDR block 10.0.1.0/16 is not a network's address: did you mean 10.0.0.0/16?",
    "10.0.0/16":
      'CIDR block "10.0.0/16" cannot be read: use four numbers and a mask, for example 10.0.0.0/16',
    "010.0.0.0/16":
      'CIDR block "010.0.0.0/16" cannot be read: use four numbers and a mask, for example 10.0.0.0/16',
    "10.0.0.256/16":
      'CIDR block "10.0.0.256/16" cannot be read: use four numbers and a mask, for example 10.0.0.0/16',
    "10.0.0.0": 'CIDR block "10.0.0.0" cannot be read: use four numbers and a mask, for example 10.0.0.0/16',
    "10.0.0.0/33":
      'CIDR block "10.0.0.0/33" cannot be read: use four numbers and a mask, for example 10.0.0.0/16',
  };
  for (const [block, message] of Object.entries(invalid)) {
    it(`rejects ${block}`, () => {
      expect(() => subnetLayout(block, 2))
        .to.throw(message)
        .with.property("name", "InvalidConfiguration");
    });
  }

  for (const zoneCount of [0, 5, 1.5]) {
    it(`rejects ${zoneCount} zones`, () => {
      expect(() => subnetLayout("10.0.0.0/16", zoneCount)).to.throw(
        `number of zones ${zoneCount} is not allowed: use 1 to 4`,
      );
    });
  }
});

describe("assertDisjoint", () => {
  it("takes neighbours", () => {
    assertDisjoint("10.0.0.0/16", "10.1.0.0/16");
  });

  it("rejects a block inside the other, either way round", () => {
    const message = "networks that may be connected need blocks of their own";
    expect(() => assertDisjoint("10.0.0.0/16", "10.0.8.0/24")).to.throw(
      `CIDR block 10.0.0.0/16 overlaps 10.0.8.0/24: ${message}`,
    );
    expect(() => assertDisjoint("10.0.8.0/24", "10.0.0.0/16")).to.throw(
      `CIDR block 10.0.8.0/24 overlaps 10.0.0.0/16: ${message}`,
    );
  });
});
