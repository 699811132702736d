import {
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { findCreated, RECOVERABLE_TYPES } from "../../../backend/recovery/find-created";
import type { FinderClients } from "../../../backend/recovery/finder-clients";
import { aws } from "../../../local/providers/aws";
import { command } from "../../../local/providers/command";
import { failureOf } from "../../support/command-context";

interface Pending {
  readonly type: string;
  readonly urn?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

describe("findCreated", () => {
  const client = new EC2Client({ region: "eu-west-1" });
  const ec2 = mockClient(client);
  beforeEach(() => ec2.reset());

  function find(pending: readonly Pending[], resources: readonly object[] = []) {
    const operations = pending.map(({ type, urn = "urn", inputs }) => ({
      type: "creating",
      resource: { type, urn, inputs },
    }));
    return findCreated({ ec2: client } as unknown as FinderClients, {
      version: 3,
      deployment: { resources, pending_operations: operations },
    });
  }

  /** The id of the only pending creation. */
  async function idOf(type: string, inputs: Record<string, unknown>, resources: readonly object[] = []) {
    const [create] = await find([{ type, inputs }], resources);
    return create?.found?.id;
  }

  it("makes ids of the inputs that they consist of, and asks nobody", async () => {
    expect(await idOf("aws:iam/role:Role", { name: "vault-host-1" })).to.equal("vault-host-1");
    expect(await idOf("aws:iam/rolePolicy:RolePolicy", { role: "role", name: "policy" })).to.equal(
      "role:policy",
    );
    const attachment = { role: "role", policyArn: "arn" };
    expect(await idOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment", attachment)).to.equal("role/arn");
    const record = { zoneId: "Z1", name: "vault.dev.internal", type: "A" };
    expect(await idOf("aws:route53/record:Record", record)).to.equal("Z1_vault.dev.internal_A");
    expect(await idOf("aws:cloudwatch/eventRule:EventRule", { name: "rule" })).to.equal("rule");
    const target = { rule: "rule", targetId: "1", eventBusName: "bus" };
    expect(await idOf("aws:cloudwatch/eventTarget:EventTarget", target)).to.equal("bus-rule-1");
    expect(ec2.calls()).to.have.length(0);
  });

  it("finds a bucket's setting though the bucket's own id is the same", async () => {
    const bucket = { type: "aws:s3/bucket:Bucket", urn: "bucket", id: "data" };
    expect(await idOf("aws:s3/bucketPolicy:BucketPolicy", { bucket: "data" }, [bucket])).to.equal("data");
  });

  it("finds a security group by its VPC and name", async () => {
    ec2
      .on(DescribeSecurityGroupsCommand, {
        Filters: [
          { Name: "vpc-id", Values: ["vpc-1"] },
          { Name: "group-name", Values: ["vault-ports-1"] },
        ],
      })
      .resolves({ SecurityGroups: [{ GroupId: "sg-1", VpcId: "vpc-1", GroupName: "vault-ports-1" }] });
    const inputs = { vpcId: "vpc-1", name: "vault-ports-1" };
    expect(await idOf("aws:ec2/securityGroup:SecurityGroup", inputs)).to.equal("sg-1");
  });

  const TYPE = "aws:ec2/networkInterface:NetworkInterface";
  const inputs = { subnetId: "subnet-1", tags: { EnclaveId: "vault" } };
  const interfaceOf = (id: string, tag = "vault") => ({
    NetworkInterfaceId: id,
    SubnetId: "subnet-1",
    TagSet: [{ Key: "EnclaveId", Value: tag }],
  });

  it("finds a network interface by its subnet and tags, but neither one that the state knows nor another's", async () => {
    ec2
      .on(DescribeNetworkInterfacesCommand, {
        Filters: [
          { Name: "subnet-id", Values: ["subnet-1"] },
          { Name: "tag:EnclaveId", Values: ["vault"] },
        ],
      })
      .resolves({
        NetworkInterfaces: [interfaceOf("eni-1"), interfaceOf("eni-2"), interfaceOf("eni-3", "other")],
      });
    expect(await idOf(TYPE, inputs, [{ type: TYPE, urn: "known", id: "eni-1" }])).to.equal("eni-2");
  });

  it("refuses to choose between two, but gives each of two creations its own", async () => {
    ec2
      .on(DescribeNetworkInterfacesCommand)
      .resolves({ NetworkInterfaces: [interfaceOf("eni-1"), interfaceOf("eni-2")] });
    expect((await failureOf(find([{ type: TYPE, inputs }]))).message).to.equal(
      "the creation of urn was interrupted, and eni-1, eni-2 may be it: delete what is not used and try again",
    );
    const both = await find([
      { type: TYPE, inputs },
      { type: TYPE, inputs },
    ]);
    expect(both.map(({ found }) => found?.id)).to.deep.equal(["eni-1", "eni-2"]);
    expect(both.map(({ surplus }) => surplus)).to.deep.equal([false, true]);
  });

  it("finds a launch template by its name, or none", async () => {
    const type = "aws:ec2/launchTemplate:LaunchTemplate";
    ec2.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] });
    expect(await idOf(type, { name: "vault-host-1" })).to.equal("lt-1");
    ec2.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [] });
    expect(await idOf(type, { name: "vault-host-1" })).to.equal(undefined);
  });

  it("follows an answer through its pages", async () => {
    const Tags = [{ Key: "Name", Value: "network" }];
    ec2
      .on(DescribeVpcsCommand)
      .resolvesOnce({ Vpcs: [{ VpcId: "vpc-other", CidrBlock: "10.1.0.0/16", Tags }], NextToken: "more" })
      .resolvesOnce({ Vpcs: [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16", Tags }] });
    const vpc = { cidrBlock: "10.0.0.0/16", tags: { Name: "network" } };
    expect(await idOf("aws:ec2/vpc:Vpc", vpc)).to.equal("vpc-1");
  });

  it("looks for nothing that can be made again", async () => {
    expect(await find([{ type: "command:local:Command", inputs: {} }])).to.deep.equal([
      { urn: "urn", type: "command:local:Command", by: "repeatable", surplus: false },
    ]);
  });

  it("refuses a type that it does not know", async () => {
    expect((await failureOf(find([{ type: "aws:rds/cluster:Cluster", inputs: {} }]))).message).to.equal(
      "the creation of urn was interrupted, and nothing knows how to find a aws:rds/cluster:Cluster: add it to backend/recovery/finders",
    );
  });

  it("refuses to look by tags for what has none", async () => {
    const [type] = ["aws:ec2/internetGateway:InternetGateway"];
    expect((await failureOf(find([{ type, inputs: {} }]))).message).to.equal(
      "the creation of urn was interrupted, and it cannot be looked for: it was to get no tags, and without them nobody can tell whose it is",
    );
    expect(ec2.commandCalls(DescribeInternetGatewaysCommand)).to.have.length(0);
  });

  it("fails when AWS cannot be asked: what is not found would be made a second time", async () => {
    ec2.on(DescribeLaunchTemplatesCommand).rejects(new Error("You are not authorized"));
    const type = "aws:ec2/launchTemplate:LaunchTemplate";
    const error = await failureOf(find([{ type, inputs: { name: "vault" } }]));
    expect(error.name).to.equal("DeploymentFailed");
    expect(error.message).to.equal(
      "the creation of urn was interrupted, and it cannot be looked for: You are not authorized",
    );
  });
});

describe("RECOVERABLE_TYPES", () => {
  // test/local/registered-types.test.ts shows that these are at least the types that the programs register.
  it("has every type that the provider stand-ins know", () => {
    const types = [aws, command].flatMap(({ resources }) => Object.keys(resources));
    expect(types).to.have.length.above(50);
    expect(types.filter((type) => !RECOVERABLE_TYPES.includes(type))).to.deep.equal([]);
  });
});
