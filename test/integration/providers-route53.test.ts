import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

const vpcIds: string[] = [];

async function prepare(clients: Clients): Promise<void> {
  for (const CidrBlock of ["10.0.0.0/16", "10.1.0.0/16"]) {
    const { Vpc } = await clients.ec2.send(new CreateVpcCommand({ CidrBlock }));
    vpcIds.push(Vpc?.VpcId ?? "");
  }
}

function program(options: CustomResourceOptions, vpcs: string[], comment: string, address: string) {
  const zone = new aws.route53.Zone(
    "fleet",
    { name: "fleet.internal", comment, vpcs: vpcs.map((vpcId) => ({ vpcId })), forceDestroy: true },
    options,
  );
  const { zoneId } = zone;
  const host = new aws.route53.Record(
    "host",
    { zoneId, name: "host", type: "A", ttl: 60, records: [address] },
    options,
  );
  new aws.route53.Record(
    "alias",
    {
      zoneId,
      name: "alias.fleet.internal",
      type: "A",
      aliases: [{ name: host.fqdn, zoneId, evaluateTargetHealth: false }],
    },
    options,
  );
  const found = aws.route53.getZoneOutput(
    { name: zone.name, privateZone: true, tags: { Owner: "tests" } },
    options,
  );
  return { zoneId, foundZoneId: found.zoneId, fqdn: host.fqdn };
}

async function recordsOf(clients: Clients, HostedZoneId: string): Promise<Record<string, unknown>> {
  const { ResourceRecordSets = [] } = await clients.route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId }),
  );
  const own = ResourceRecordSets.filter(({ Type }) => Type === "A");
  return Object.fromEntries(
    own.map((set) => [set.Name, set.AliasTarget?.DNSName ?? set.ResourceRecords?.[0]?.Value]),
  );
}

describe("stand-ins of Route 53", () => {
  itLivesThroughTheEngine({
    prepare,
    first: (options) => program(options, vpcIds.slice(0, 1), "first", "10.0.0.1"),
    second: (options) => program(options, vpcIds, "second", "10.0.0.2"),
    changes: { update: 2 },
    async created(clients, { zoneId, foundZoneId, fqdn }) {
      expect(foundZoneId).to.equal(zoneId);
      expect(fqdn).to.equal("host.fleet.internal");
      expect(await recordsOf(clients, zoneId)).to.deep.equal({
        "alias.fleet.internal.": "host.fleet.internal.",
        "host.fleet.internal.": "10.0.0.1",
      });
    },
    async updated(clients, { zoneId }) {
      const { HostedZone, VPCs = [] } = await clients.route53.send(new GetHostedZoneCommand({ Id: zoneId }));
      expect(HostedZone?.Config).to.deep.equal({ Comment: "second", PrivateZone: true });
      expect(VPCs.map(({ VPCId }) => VPCId)).to.have.members(vpcIds);
      expect(await recordsOf(clients, zoneId)).to.include({ "host.fleet.internal.": "10.0.0.2" });
    },
    async beforeDestruction(clients, { zoneId }) {
      // an auto scaling host or an operator has changed and added records: destroy takes what is there
      const set = (Name: string, Value: string) => ({
        Action: "UPSERT" as const,
        ResourceRecordSet: { Name, Type: "A" as const, TTL: 5, ResourceRecords: [{ Value }] },
      });
      const Changes = [set("host.fleet.internal", "10.9.9.9"), set("other.fleet.internal", "10.8.8.8")];
      await clients.route53.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }),
      );
    },
    async destroyed(clients) {
      const { HostedZones } = await clients.route53.send(new ListHostedZonesCommand({}));
      expect(HostedZones).to.deep.equal([]);
    },
  });
});
