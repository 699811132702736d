import { expect } from "chai";
import { DnsZone } from "../../components/dns-zone";
import { one, runProgram } from "../support/pulumi-mocks";

const args = { zoneName: "dev.hyperion.internal", description: "Hosts" };

describe("DnsZone", () => {
  it("is private to its VPC, and keeps the records of others", async () => {
    const { resources, outputs } = await runProgram(() => {
      const zone = new DnsZone("zone", { ...args, vpcId: "vpc-1" });
      return { id: zone.zoneId, name: zone.zoneName, nameServers: zone.nameServers };
    });

    const zone = one(resources, "aws:route53/zone:Zone");
    expect(zone.inputs).to.deep.equal({
      name: "dev.hyperion.internal",
      comment: "Hosts",
      forceDestroy: false,
      vpcs: [{ vpcId: "vpc-1" }],
      tags: { Name: "dev.hyperion.internal" },
    });
    expect(outputs).to.deep.equal({ id: zone.id, name: "dev.hyperion.internal", nameServers: [] });
  });

  it("is public without a VPC, and says what to delegate to", async () => {
    const { resources, outputs } = await runProgram(() => ({
      nameServers: new DnsZone("zone", args).nameServers,
    }));

    expect(one(resources, "aws:route53/zone:Zone").inputs).not.to.have.property("vpcs");
    expect(outputs.nameServers).to.deep.equal(["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]);
  });
});
