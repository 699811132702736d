import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { Deployment } from "../../backend/recovery/pending-operations";
import { deployedPlacement, groupWithoutHost } from "../../runner/deployed-placement";

const ADDRESS = {
  urn: "address",
  type: "aws:ec2/networkInterface:NetworkInterface",
  inputs: { subnetId: "subnet-b" },
};
const TEMPLATE = {
  urn: "template",
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  inputs: { instanceType: "m6i.xlarge" },
};
const GROUP = { urn: "group", id: "vault-host-1234567", type: "aws:autoscaling/group:Group" };
const STACK = { urn: "stack", type: "pulumi:pulumi:Stack" };
const DEPLOYED = { ...STACK, outputs: { dnsName: "vault.dev.example.internal" } };
const PLACE = { subnetId: "subnet-b", hostType: "m6i.xlarge" };
const OLD_ADDRESS = { ...ADDRESS, delete: true, inputs: { subnetId: "subnet-a" } };

const stack = (...resources: readonly object[]): Deployment => ({ version: 3, deployment: { resources } });

describe("deployedPlacement", () => {
  for (const [what, deployment, place] of [
    ["nowhere in a stack that was never updated", { version: 3, deployment: undefined }, undefined],
    ["nowhere in a first deployment without its group", stack(STACK, ADDRESS, TEMPLATE), undefined],
    ["where a first deployment has its group", stack(STACK, ADDRESS, TEMPLATE, GROUP), PLACE],
    ["where a stack was deployed", stack(DEPLOYED, ADDRESS, TEMPLATE, GROUP), PLACE],
    ["where a stack was deployed whose group is lost", stack(DEPLOYED, ADDRESS, TEMPLATE), PLACE],
    ["nowhere in a stack whose address is lost", stack(DEPLOYED, TEMPLATE, GROUP), undefined],
    [
      "where the new address is while the old one waits for its deletion",
      stack(DEPLOYED, OLD_ADDRESS, ADDRESS, TEMPLATE, GROUP),
      PLACE,
    ],
  ] as const) {
    it(`is ${what}`, () => {
      expect(deployedPlacement(deployment)).to.deep.equal(place);
    });
  }
});

describe("groupWithoutHost", () => {
  const client = new AutoScalingClient({ region: "eu-west-1" });
  const autoscaling = mockClient(client);

  function hosts(...InstanceIds: readonly string[]): void {
    const Instances = InstanceIds.map((InstanceId) => ({ InstanceId }) as never);
    autoscaling
      .on(DescribeAutoScalingGroupsCommand, { AutoScalingGroupNames: [GROUP.id] })
      .resolves({ AutoScalingGroups: [{ Instances }] as never });
  }

  beforeEach(() => autoscaling.reset());

  it("is the group of a first deployment that has no host, or is no longer there", async () => {
    hosts();
    expect(await groupWithoutHost(client, stack(STACK, ADDRESS, TEMPLATE, GROUP))).to.equal("group");
    autoscaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
    expect(await groupWithoutHost(client, stack(STACK, ADDRESS, TEMPLATE, GROUP))).to.equal("group");
  });

  it("is none where AWS has given a host", async () => {
    hosts("i-1");
    expect(await groupWithoutHost(client, stack(STACK, ADDRESS, TEMPLATE, GROUP))).to.equal(undefined);
  });

  it("is never the group of a deployed stack, nor asked for without one", async () => {
    hosts();
    expect(await groupWithoutHost(client, stack(DEPLOYED, ADDRESS, TEMPLATE, GROUP))).to.equal(undefined);
    expect(await groupWithoutHost(client, stack(STACK, ADDRESS, TEMPLATE))).to.equal(undefined);
    expect(autoscaling.calls()).to.deep.equal([]);
  });
});
