import { expect } from "chai";
import { SecurityGroups } from "../../../components/network/security-groups";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const create = () =>
  runProgram(() => {
    const groups = new SecurityGroups("groups", { environment: "prod", vpcId: "vpc-1" });
    return { runner: groups.runnerSecurityGroupId, host: groups.hostSecurityGroupId };
  });

describe("SecurityGroups", () => {
  it("gives runner and hosts a group each, found by its name", async () => {
    const { resources, outputs } = await create();

    for (const role of ["runner", "host"]) {
      const group = one(resources, "aws:ec2/securityGroup:SecurityGroup", `groups-${role}`);
      expect(group.inputs).to.deep.include({
        name: `hyperion-prod-${role}`,
        vpcId: "vpc-1",
        tags: { Name: `hyperion-prod-${role}` },
      });
      expect(outputs[role]).to.equal(group.id);
    }
  });

  it("lets HTTPS out and nothing in", async () => {
    const { resources, outputs } = await create();

    const rules = all(resources, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    expect(rules.map(({ inputs }) => inputs.securityGroupId).sort()).to.deep.equal(
      [outputs.runner, outputs.host].sort(),
    );
    for (const { inputs } of rules) {
      expect(inputs).to.deep.include({
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
      });
    }
    expect(all(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).to.deep.equal([]);
    for (const { inputs } of all(resources, "aws:ec2/securityGroup:SecurityGroup")) {
      expect(inputs).not.to.have.any.keys("ingress", "egress");
    }
  });
});
