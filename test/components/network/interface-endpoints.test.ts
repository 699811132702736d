import { expect } from "chai";
import { InterfaceEndpoints } from "../../../components/network/interface-endpoints";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const create = () =>
  runProgram(() => {
    const endpoints = new InterfaceEndpoints("endpoints", {
      environment: "dev",
      region: "eu-west-1",
      vpcId: "vpc-1",
      services: ["ecr.api", "ssm"],
      subnetIds: ["subnet-a", "subnet-b"],
      clients: { runner: "sg-runner", host: "sg-host" },
    });
    return { group: endpoints.securityGroupId };
  });

describe("InterfaceEndpoints", () => {
  it("answers the chosen services' own names in every zone", async () => {
    const { resources, outputs } = await create();

    for (const service of ["ecr.api", "ssm"]) {
      expect(one(resources, "aws:ec2/vpcEndpoint:VpcEndpoint", `endpoints-${service}`).inputs).to.deep.equal({
        vpcId: "vpc-1",
        serviceName: `com.amazonaws.eu-west-1.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupIds: [outputs.group],
        tags: { Name: `hyperion-dev-${service}` },
      });
    }
    expect(all(resources, "aws:ec2/vpcEndpoint:VpcEndpoint")).to.have.length(2);
  });

  it("takes HTTPS from runner and hosts and from nobody else", async () => {
    const { resources, outputs } = await create();

    const rules = all(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    expect(rules.map(({ inputs }) => inputs.referencedSecurityGroupId).sort()).to.deep.equal([
      "sg-host",
      "sg-runner",
    ]);
    for (const { inputs } of rules) {
      expect(inputs).to.deep.include({
        securityGroupId: outputs.group,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
      });
      expect(inputs).not.to.have.any.keys("cidrIpv4", "cidrIpv6");
    }
    expect(all(resources, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).to.deep.equal([]);
  });
});
