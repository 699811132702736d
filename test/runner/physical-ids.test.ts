import {
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { findPhysicalId } from "../../runner/physical-ids";

describe("findPhysicalId", () => {
  const client = new EC2Client({ region: "eu-west-1" });
  const ec2 = mockClient(client);
  beforeEach(() => ec2.reset());

  function find(type: string, inputs: Record<string, unknown>, known: readonly string[] = []) {
    return findPhysicalId(client, "vault", { urn: "urn", type, inputs }, new Set(known));
  }

  it("makes ids of the inputs that they consist of", async () => {
    expect(await find("aws:iam/role:Role", { name: "vault-host-1" })).to.equal("vault-host-1");
    expect(await find("aws:iam/rolePolicy:RolePolicy", { role: "role", name: "policy" })).to.equal(
      "role:policy",
    );
    expect(await find("aws:autoscaling/group:Group", { name: "vault-host-1" })).to.equal("vault-host-1");
    const record = { zoneId: "Z1", name: "vault.dev.internal", type: "A" };
    expect(await find("aws:route53/record:Record", record)).to.equal("Z1_vault.dev.internal_A");
    expect(ec2.calls()).to.have.length(0);
  });

  it("finds a security group by its VPC and name", async () => {
    ec2
      .on(DescribeSecurityGroupsCommand, {
        Filters: [
          { Name: "vpc-id", Values: ["vpc-1"] },
          { Name: "group-name", Values: ["vault-ports-1"] },
        ],
      })
      .resolves({ SecurityGroups: [{ GroupId: "sg-1" }] });
    const inputs = { vpcId: "vpc-1", name: "vault-ports-1" };
    expect(await find("aws:ec2/securityGroup:SecurityGroup", inputs)).to.equal("sg-1");
  });

  it("finds a network interface by its subnet and request, but not one that the stack knows", async () => {
    ec2
      .on(DescribeNetworkInterfacesCommand, {
        Filters: [
          { Name: "subnet-id", Values: ["subnet-1"] },
          { Name: "tag:EnclaveId", Values: ["vault"] },
        ],
      })
      .resolves({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1" }, { NetworkInterfaceId: "eni-2" }] });
    const type = "aws:ec2/networkInterface:NetworkInterface";
    expect(await find(type, { subnetId: "subnet-1" }, ["eni-1"])).to.equal("eni-2");
    await find(type, { subnetId: "subnet-1" }).then(
      () => expect.fail("it chose one"),
      (error: Error) =>
        expect(error.message).to.equal(
          "the creation of urn was interrupted, and eni-1, eni-2 may be it: delete what is not used and ask again",
        ),
    );
  });

  it("finds a launch template by its name, or none", async () => {
    const type = "aws:ec2/launchTemplate:LaunchTemplate";
    ec2.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] });
    expect(await find(type, { name: "vault-host-1" })).to.equal("lt-1");
    ec2.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [] });
    expect(await find(type, { name: "vault-host-1" })).to.equal(undefined);
  });

  it("looks for nothing that can be made again", async () => {
    expect(await find("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {})).to.equal(undefined);
  });

  it("refuses a type that it does not know", async () => {
    await find("aws:s3/bucket:Bucket", {}).then(
      () => expect.fail("it was taken"),
      (error: Error) =>
        expect(error.message).to.equal(
          "the creation of urn was interrupted, and nothing knows how to find a aws:s3/bucket:Bucket: add it to runner/physical-ids.ts",
        ),
    );
  });
});
