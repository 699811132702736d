import * as aws from "@pulumi/aws";
import * as awsxEc2 from "@pulumi/awsx/ec2";
import { expect } from "chai";

import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { expectLifecycle, type Version } from "../support/lifecycle";

describe("provider stand-ins for EC2", function () {
  this.timeout(300_000);
  let emulator: TestEmulator;

  before(async () => {
    emulator = await startTestEmulator();
  });

  after(() => emulator.stop());

  it("keeps a VPC of awsx with its subnets, routes and gateways", async () => {
    const program = (version: Version) => async () => {
      const provider = new aws.Provider("aws", {
        region: "eu-west-1",
        defaultTags: { tags: { Project: "test" } },
      });
      const network = new awsxEc2.Vpc(
        "network",
        {
          cidrBlock: "10.0.0.0/16",
          numberOfAvailabilityZones: 2,
          enableDnsHostnames: version === "second",
          natGateways: { strategy: "Single" },
          subnetStrategy: "Auto",
          subnetSpecs: [
            { type: "Public", cidrMask: 24 },
            { type: "Private", cidrMask: 20 },
            { type: "Isolated", cidrMask: 22, name: "hosts" },
          ],
          tags: { Name: "network", Version: version },
        },
        { providers: { aws: provider } },
      );
      const options = { provider };
      const found = aws.ec2.getVpcOutput({ id: network.vpcId }, options);
      const subnets = aws.ec2.getSubnetsOutput(
        { filters: [{ name: "vpc-id", values: [network.vpcId] }], tags: { SubnetType: "Isolated" } },
        options,
      );
      return {
        cidrBlock: found.cidrBlock,
        hostnames: found.enableDnsHostnames,
        tags: found.tags,
        isolated: network.isolatedSubnetIds,
        isolatedByTag: subnets.ids,
        public: network.publicSubnetIds,
        private: network.privateSubnetIds,
        natGateways: network.natGateways.apply((gateways) => gateways.map(({ id }) => id)),
        blocks: network.subnets.apply((all) => all.map(({ cidrBlock }) => cidrBlock)),
      };
    };
    await expectLifecycle(emulator, "awsx-vpc", {
      program,
      check: async (version, outputs) => {
        expect(outputs.cidrBlock?.value).to.equal("10.0.0.0/16");
        expect(outputs.hostnames?.value).to.equal(version === "second");
        expect(outputs.tags?.value).to.deep.equal({ Name: "network", Project: "test", Version: version });
        expect(outputs.isolated?.value).to.have.length(2);
        expect(outputs.isolatedByTag?.value).to.have.members(outputs.isolated?.value);
        expect(outputs.public?.value).to.have.length(2);
        expect(outputs.private?.value).to.have.length(2);
        expect(outputs.natGateways?.value).to.have.length(1);
        expect(outputs.blocks?.value).to.deep.equal([
          "10.0.0.0/24",
          "10.0.16.0/20",
          "10.0.32.0/22",
          "10.0.128.0/24",
          "10.0.144.0/20",
          "10.0.160.0/22",
        ]);
      },
    });
  });

  it("keeps security groups and rules", async () => {
    const program = (version: Version) => async () => {
      const second = version === "second";
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.1.0.0/16" });
      new aws.ec2.DefaultSecurityGroup("default", { vpcId: vpc.id, tags: { Name: version } });
      const inline = new aws.ec2.SecurityGroup("inline", {
        vpcId: vpc.id,
        description: "rules of its own",
        ingress: [
          { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.1.0.0/17", "10.1.128.0/17"] },
          { protocol: "tcp", fromPort: second ? 8443 : 8080, toPort: second ? 8443 : 8080, self: true },
        ],
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      });
      const group = new aws.ec2.SecurityGroup("group", { vpcId: vpc.id, tags: { Name: version } });
      new aws.vpc.SecurityGroupIngressRule("ingress", {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        referencedSecurityGroupId: inline.id,
        description: version,
        tags: { Name: version },
      });
      new aws.vpc.SecurityGroupEgressRule("egress", {
        securityGroupId: group.id,
        ipProtocol: "-1",
        cidrIpv4: second ? "10.1.0.0/16" : "10.1.0.0/17",
      });
      const found = aws.ec2.getSecurityGroupOutput({ id: group.id });
      const all = aws.ec2.getSecurityGroupsOutput({ filters: [{ name: "vpc-id", values: [vpc.id] }] });
      return { tags: found.tags, count: all.ids.apply(({ length }) => length) };
    };
    await expectLifecycle(emulator, "security-groups", {
      program,
      check: async (version, { tags, count }) => {
        expect(tags?.value).to.deep.equal({ Name: version });
        expect(count?.value).to.be.within(1, 3);
      },
    });
  });

  it("keeps endpoints, flow logs, launch templates and network interfaces", async () => {
    const program = (version: Version) => async () => {
      const second = version === "second";
      const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.2.0.0/16" });
      const subnet = new aws.ec2.Subnet("subnet", {
        vpcId: vpc.id,
        cidrBlock: "10.2.0.0/24",
        availabilityZone: "eu-west-1b",
      });
      const table = new aws.ec2.RouteTable("table", { vpcId: vpc.id });
      const group = new aws.ec2.SecurityGroup("group", { vpcId: vpc.id });
      new aws.ec2.VpcEndpoint("s3", {
        vpcId: vpc.id,
        serviceName: "com.amazonaws.eu-west-1.s3",
        routeTableIds: second ? [table.id] : [],
        tags: { Name: version },
      });
      new aws.ec2.VpcEndpoint("kms", {
        vpcId: vpc.id,
        serviceName: "com.amazonaws.eu-west-1.kms",
        vpcEndpointType: "Interface",
        subnetIds: [subnet.id],
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
      });
      const logGroup = new aws.cloudwatch.LogGroup("flow", {});
      new aws.ec2.FlowLog("flow-log", {
        vpcId: vpc.id,
        trafficType: "ALL",
        logDestination: logGroup.arn,
        iamRoleArn: "arn:aws:iam::000000000000:role/flow",
        maxAggregationInterval: 60,
        tags: { Name: version },
      });
      const { latestVersion } = new aws.ec2.LaunchTemplate("template", {
        description: version,
        imageId: "ami-12345678",
        instanceType: second ? "m6i.xlarge" : "m6i.large",
        enclaveOptions: { enabled: true },
        metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: {
              encrypted: "true",
              kmsKeyId: "arn:aws:kms:eu-west-1:000000000000:key/data",
              deleteOnTermination: "true",
              volumeSize: second ? 30 : 20,
              volumeType: "gp3",
            },
          },
        ],
        monitoring: { enabled: true },
        ebsOptimized: "true",
        networkInterfaces: [
          { deviceIndex: 0, associatePublicIpAddress: "false", securityGroups: [group.id] },
        ],
        tagSpecifications: [{ resourceType: "instance", tags: { Name: version } }],
        updateDefaultVersion: true,
        userData: Buffer.from(version).toString("base64"),
        tags: { Name: "template" },
      });
      new aws.ec2.NetworkInterface("interface", {
        subnetId: subnet.id,
        securityGroups: [group.id],
        description: "host",
        tags: { Name: version },
      });
      return { latestVersion, zones: aws.getAvailabilityZonesOutput({ state: "available" }).names };
    };
    await expectLifecycle(emulator, "ec2", {
      program,
      check: async (version, { latestVersion, zones }) => {
        expect(latestVersion?.value).to.equal(version === "second" ? 2 : 1);
        expect(zones?.value).to.deep.equal(["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
      },
    });
  });
});
