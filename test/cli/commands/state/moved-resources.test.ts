import { expect } from "chai";
import { movedResources } from "../../../../cli/commands/state/moved-resources";

const STACK = "urn:pulumi:dev::base::pulumi:pulumi:Stack::base-dev";
const ZONE = "urn:pulumi:dev::base::fleet:components:DnsZone::zone";
const HOSTED = "urn:pulumi:dev::base::fleet:components:DnsZone$aws:route53/zone:Zone::hosted";
const OTHER = "urn:pulumi:dev::base::aws:route53/zone:Zone::hosted";

const RESOURCES = [
  { urn: STACK, type: "pulumi:pulumi:Stack" },
  { urn: ZONE, type: "fleet:components:DnsZone", parent: STACK },
  { urn: HOSTED, type: "aws:route53/zone:Zone", custom: true, parent: ZONE },
  { urn: OTHER, type: "aws:route53/zone:Zone", custom: true, parent: STACK },
];

describe("movedResources", () => {
  it("takes what is below a resource along", () => {
    const moved = movedResources(RESOURCES, ["zone"], "base").map(({ urn }) => urn);
    expect(moved).to.deep.equal([ZONE, HOSTED]);
  });

  it("finds by URN what a name does not tell apart", () => {
    expect(movedResources(RESOURCES, [OTHER], "base").map(({ urn }) => urn)).to.deep.equal([OTHER]);
    expect(() => movedResources(RESOURCES, ["hosted"], "base"))
      .to.throw("base has 2 resources called hosted: give the URN of one")
      .with.deep.property("details", [HOSTED, OTHER]);
  });

  it("means the component where its child has the same name", () => {
    const child = { urn: `${ZONE}/zone`.replace("::zone/", "$x::"), type: "x", custom: true, parent: ZONE };
    const moved = movedResources([...RESOURCES, child], ["zone"], "base").map(({ urn }) => urn);
    expect(moved).to.deep.equal([ZONE, HOSTED, child.urn]);
  });

  it("proposes the nearest name", () => {
    expect(() => movedResources(RESOURCES, ["zome"], "base")).to.throw(
      "base has no resource zome: did you mean zone?",
    );
  });

  it("never moves the stack itself", () => {
    expect(() => movedResources(RESOURCES, [STACK], "base")).to.throw(`base has no resource ${STACK}`);
  });
});
