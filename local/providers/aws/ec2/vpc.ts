import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";

import type { FunctionType, Properties } from "../../resource";
import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, tagSpecifications } from "./ec2-type";
import { FILTER_INPUTS, filtersOf, only } from "./filters";

export const vpc = ec2Type({
  inputs: {
    cidrBlock: "leaf",
    enableDnsHostnames: "leaf",
    enableDnsSupport: "leaf",
    instanceTenancy: "leaf",
  },
  required: ["cidrBlock"],
  replaceOn: ["cidrBlock", "instanceTenancy"],
  create: async (inputs, { aws: { ec2 } }) => {
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: inputs.cidrBlock,
        InstanceTenancy: inputs.instanceTenancy,
        TagSpecifications: tagSpecifications("vpc", inputs.tagsAll),
      }),
    );
    await setDns(ec2, Vpc?.VpcId, inputs);
    return Vpc?.VpcId;
  },
  describe: async (id, context) => {
    const { ec2 } = context.aws;
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }));
    const found = only(Vpcs, "VPC", { id });
    return {
      arn: arnOf("vpc", id, context),
      cidrBlock: found.CidrBlock,
      dhcpOptionsId: found.DhcpOptionsId,
      instanceTenancy: found.InstanceTenancy,
      ownerId: found.OwnerId,
      tagsAll: tagMap(found.Tags),
      ...(await dnsOf(ec2, id)),
      ...(await defaultsOf(ec2, id)),
    };
  },
  update: (id, news, _olds, { aws }) => setDns(aws.ec2, id, news),
  remove: (VpcId, _known, { aws }) => aws.ec2.send(new DeleteVpcCommand({ VpcId })),
});

/** EC2 takes one attribute a request. */
async function setDns(
  ec2: EC2Client,
  VpcId: string | undefined,
  { enableDnsSupport = true, enableDnsHostnames = false }: Properties,
): Promise<void> {
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value: enableDnsSupport } }));
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: enableDnsHostnames } }));
}

async function dnsOf(ec2: EC2Client, VpcId: string): Promise<Properties> {
  const support = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" }));
  const hostnames = await ec2.send(
    new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" }),
  );
  return {
    enableDnsSupport: support.EnableDnsSupport?.Value,
    enableDnsHostnames: hostnames.EnableDnsHostnames?.Value,
  };
}

/** What EC2 makes with every VPC. */
async function defaultsOf(ec2: EC2Client, vpcId: string): Promise<Properties> {
  const inVpc = { Name: "vpc-id", Values: [vpcId] };
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [inVpc, { Name: "group-name", Values: ["default"] }] }),
  );
  const { RouteTables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [inVpc, { Name: "association.main", Values: ["true"] }] }),
  );
  return {
    defaultRouteTableId: RouteTables[0]?.RouteTableId,
    defaultSecurityGroupId: SecurityGroups[0]?.GroupId,
    mainRouteTableId: RouteTables[0]?.RouteTableId,
  };
}

export const getVpc: FunctionType = {
  inputs: { ...FILTER_INPUTS, id: "leaf", cidrBlock: "leaf" },
  invoke: async (args, { aws: { ec2 }, region, accountId }) => {
    const cidr = args.cidrBlock ? [{ Name: "cidr", Values: [args.cidrBlock] }] : [];
    const { Vpcs } = await ec2.send(
      new DescribeVpcsCommand({
        VpcIds: args.id && [args.id],
        Filters: [...filtersOf(args, ["vpc-id", "cidr", "state"]), ...cidr],
      }),
    );
    const found = only(Vpcs, "VPC", args);
    const id = found.VpcId ?? "";
    return {
      id,
      arn: `arn:aws:ec2:${region}:${accountId}:vpc/${id}`,
      cidrBlock: found.CidrBlock,
      cidrBlockAssociations: (found.CidrBlockAssociationSet ?? []).map((association) => ({
        associationId: association.AssociationId,
        cidrBlock: association.CidrBlock,
        state: association.CidrBlockState?.State,
      })),
      default: found.IsDefault,
      dhcpOptionsId: found.DhcpOptionsId,
      instanceTenancy: found.InstanceTenancy,
      mainRouteTableId: (await defaultsOf(ec2, id)).mainRouteTableId,
      ownerId: found.OwnerId,
      state: found.State,
      tags: tagMap(found.Tags),
      ...(await dnsOf(ec2, id)),
    };
  },
};
