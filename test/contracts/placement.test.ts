import { expect } from "chai";
import * as fc from "fast-check";
import { hostSubnets } from "../../contracts/host-subnet";
import { HOST_TYPES } from "../../contracts/host-types";
import { placements } from "../../contracts/placement";
import { HOST_FAMILIES } from "../../contracts/prices/price-list";
import { deployedRequest, SPEC } from "../support/request-fixture";

const VAULT = deployedRequest();
const OFFER = { hostSubnetIds: ["subnet-a", "subnet-b"] };
const [FIRST, SECOND] = hostSubnets(VAULT.id, OFFER.hostSubnetIds) as readonly [string, string];

describe("placements", () => {
  it("are every zone with the request's type, then every zone with the next that is allowed", () => {
    expect(placements(VAULT, { ...OFFER, alternativeHostFamilies: ["m6i"] })).to.deep.equal([
      { subnetId: FIRST, hostType: "c6i.xlarge" },
      { subnetId: SECOND, hostType: "c6i.xlarge" },
      { subnetId: FIRST, hostType: "m6i.xlarge" },
      { subnetId: SECOND, hostType: "m6i.xlarge" },
    ]);
  });

  it("are the zones with the one type that the request names", () => {
    const spec = { ...SPEC, instanceType: "r6i.xlarge" };
    const places = placements({ ...VAULT, spec }, { ...OFFER, alternativeHostFamilies: ["m6i"] });
    expect(places).to.deep.equal([
      { subnetId: FIRST, hostType: "r6i.xlarge" },
      { subnetId: SECOND, hostType: "r6i.xlarge" },
    ]);
  });

  for (const [what, deployed, expected] of [
    [
      "where it is",
      { subnetId: SECOND, hostType: "m6i.xlarge" },
      { subnetId: SECOND, hostType: "m6i.xlarge" },
    ],
    [
      "with its own type where the one it has is not allowed",
      { subnetId: SECOND, hostType: "r6i.xlarge" },
      { subnetId: SECOND, hostType: "c6i.xlarge" },
    ],
    [
      "in its first zone where base has no longer the one it is in",
      { subnetId: "subnet-gone", hostType: "m6i.xlarge" },
      { subnetId: FIRST, hostType: "m6i.xlarge" },
    ],
  ] as const) {
    it(`leave one that is deployed ${what}`, () => {
      const allowed = { ...OFFER, alternativeHostFamilies: ["m6i"] as const };
      expect(placements(VAULT, allowed, deployed)).to.deep.equal([expected]);
    });
  }

  it("keep whatever was deployed at one of them, with more zones and families too", () => {
    const families = fc.shuffledSubarray([...HOST_FAMILIES]);
    fc.assert(
      fc.property(families, families, fc.nat(), (before, added, index) => {
        const places = placements(VAULT, { ...OFFER, alternativeHostFamilies: before });
        const deployed = places[index % places.length];
        const later = {
          hostSubnetIds: ["subnet-c", ...OFFER.hostSubnetIds],
          alternativeHostFamilies: [...added, ...before],
        };
        expect(placements(VAULT, later, deployed)).to.deep.equal([deployed]);
        expect(new Set(places.map((place) => JSON.stringify(place))).size).to.equal(places.length);
        expect(HOST_TYPES.map(({ name }) => name)).to.include.members(places.map(({ hostType }) => hostType));
      }),
    );
  });
});
