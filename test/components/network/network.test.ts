import { expect } from "chai";
import { Network, type NetworkArgs } from "../../../components/network/network";
import { statementsOf } from "../../support/policies";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const args: NetworkArgs = {
  environment: "dev",
  accountId: "111122223333",
  region: "eu-west-1",
  cidrBlock: "10.0.0.0/16",
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  natStrategy: "single",
};

const create = (more: Partial<NetworkArgs> = {}) =>
  runProgram(() => {
    const network = new Network("network", { ...args, ...more });
    return {
      vpcId: network.vpcId,
      public: network.publicSubnetIds,
      private: network.privateSubnetIds,
      isolated: network.isolatedSubnetIds,
    };
  });

describe("Network", () => {
  it("lays out public, private and isolated subnets, each marked with its tier", async () => {
    const { resources, outputs } = await create();

    expect(one(resources, "awsx:ec2:Vpc", "network").inputs).to.deep.equal({
      cidrBlock: "10.0.0.0/16",
      availabilityZoneNames: ["eu-west-1a", "eu-west-1b"],
      enableDnsHostnames: true,
      enableDnsSupport: true,
      natGateways: { strategy: "Single" },
      subnetStrategy: "Auto",
      subnetSpecs: [
        {
          type: "Public",
          name: "public",
          cidrBlocks: ["10.0.48.0/22", "10.0.112.0/22"],
          tags: { Tier: "public" },
        },
        {
          type: "Private",
          name: "private",
          cidrBlocks: ["10.0.0.0/19", "10.0.64.0/19"],
          tags: { Tier: "private" },
        },
        {
          type: "Isolated",
          name: "isolated",
          cidrBlocks: ["10.0.32.0/20", "10.0.96.0/20"],
          tags: { Tier: "isolated" },
        },
      ],
      tags: { Name: "hyperion-dev-network" },
    });
    expect(outputs.vpcId).to.match(/^vpc-/);
    for (const tier of ["public", "private", "isolated"]) {
      expect(outputs[tier], tier).to.have.length(2);
    }
  });

  for (const [natStrategy, strategy] of [
    ["none", "None"],
    ["single", "Single"],
    ["per-zone", "OnePerAz"],
  ] as const) {
    it(`has NAT gateways: ${natStrategy}`, async () => {
      const { resources } = await create({ natStrategy });

      expect(one(resources, "awsx:ec2:Vpc").inputs.natGateways).to.deep.equal({ strategy });
    });
  }

  it("reaches S3 and DynamoDB from every subnet without a NAT gateway", async () => {
    const { resources, outputs } = await create();

    const endpoints = all(resources, "aws:ec2/vpcEndpoint:VpcEndpoint");
    expect(endpoints.map(({ inputs }) => inputs.serviceName).sort()).to.deep.equal([
      "com.amazonaws.eu-west-1.dynamodb",
      "com.amazonaws.eu-west-1.s3",
    ]);
    for (const { inputs } of endpoints) {
      expect(inputs).to.deep.include({ vpcId: outputs.vpcId, vpcEndpointType: "Gateway" });
      expect(inputs.routeTableIds).to.have.length(6);
    }
  });

  it("lets the gateway endpoints carry nothing to another account, and read AWS's own buckets only", async () => {
    const { resources } = await create();

    const policies = Object.fromEntries(
      all(resources, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ name, inputs }) => [
        name,
        statementsOf(inputs.policy),
      ]),
    );
    const own = (service: string) => ({
      Sid: "OwnAccount",
      Effect: "Allow",
      Principal: "*",
      Action: `${service}:*`,
      Resource: "*",
      Condition: {
        StringEquals: { "aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": "111122223333" },
      },
    });
    expect(policies).to.deep.equal({
      "network-dynamodb": [own("dynamodb")],
      "network-s3": [
        own("s3"),
        {
          Sid: "ReadAwsBuckets",
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: [
            "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
            "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
            "arn:aws:s3:::amazon-ssm-eu-west-1/*",
          ],
        },
      ],
    });
  });

  it("leaves the default security group without a rule", async () => {
    const { resources, outputs } = await create();

    expect(one(resources, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs).to.deep.equal({
      vpcId: outputs.vpcId,
      ingress: [],
      egress: [],
      tags: { Name: "hyperion-dev-default-allows-nothing" },
    });
  });

  it("rejects a network that is too small before anything is created", async () => {
    let message = "no error";
    await create({ cidrBlock: "10.0.0.0/24" }).catch((error: Error) => {
      message = error.message;
    });

    expect(message).to.match(/^CIDR block 10\.0\.0\.0\/24 is not allowed for a VPC/);
  });
});
