import { expect } from "chai";
import type { Deployment } from "../../backend/recovery/pending-operations";
import { deployedPlacement, groupWithoutHost } from "../../runner/deployed-placement";

const URN = "urn:pulumi:vault::enclave::fleet:enclave:EnclaveHost$aws:autoscaling/group:Group::vault-host";
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
const GROUP = { urn: URN, type: "aws:autoscaling/group:Group" };
const WITHOUT_HOST = { ...GROUP, initErrors: ["want at least 1 healthy instance(s), have 0"] };
const STACK = { urn: "stack", type: "pulumi:pulumi:Stack" };
const DEPLOYED = { ...STACK, outputs: { dnsName: "vault.dev.example.internal" } };
const PLACE = { subnetId: "subnet-b", hostType: "m6i.xlarge" };

const stack = (...resources: readonly object[]): Deployment => ({ version: 3, deployment: { resources } });

for (const [what, deployment, place, group] of [
  ["a stack that was never updated", { version: 3, deployment: undefined }, undefined, undefined],
  ["a first deployment without its group", stack(STACK, ADDRESS, TEMPLATE), undefined, undefined],
  [
    "a first deployment whose group has no host",
    stack(STACK, ADDRESS, TEMPLATE, WITHOUT_HOST),
    undefined,
    URN,
  ],
  ["a first deployment whose host is there", stack(STACK, ADDRESS, TEMPLATE, GROUP), PLACE, undefined],
  ["a deployed stack", stack(DEPLOYED, ADDRESS, TEMPLATE, GROUP), PLACE, undefined],
  // what an update of it could not do, too, stands there as an error
  ["a deployed stack in any state", stack(DEPLOYED, ADDRESS, TEMPLATE, WITHOUT_HOST), PLACE, undefined],
  ["a deployed stack whose group is lost", stack(DEPLOYED, ADDRESS, TEMPLATE), PLACE, undefined],
  ["a deployed stack whose address is lost", stack(DEPLOYED, TEMPLATE, GROUP), undefined, undefined],
  [
    "a stack whose old address waits for its deletion",
    stack(DEPLOYED, { ...ADDRESS, delete: true, inputs: { subnetId: "subnet-a" } }, ADDRESS, TEMPLATE, GROUP),
    PLACE,
    undefined,
  ],
] as const) {
  describe(`of ${what}`, () => {
    it(`deployedPlacement is ${place ? "where its host is" : "nowhere"}`, () => {
      expect(deployedPlacement(deployment)).to.deep.equal(place);
    });

    it(`groupWithoutHost is ${group ? "the group" : "none"}`, () => {
      expect(groupWithoutHost(deployment)).to.equal(group);
    });
  });
}
