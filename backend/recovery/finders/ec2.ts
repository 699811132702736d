import type { Filter, Tag } from "@aws-sdk/client-ec2";
import { FleetError } from "../../../contracts/errors";
import { collect, type Finders, foundIds, type Inputs, madeFromInputs, repeatable, search } from "../finder";

type Tags = Readonly<Record<string, string>>;

/** What EC2 and VPC name by ids of their own: found by their place in the network, their name and their tags. */
export const ec2Finders: Finders = {
  "aws:ec2/vpc:Vpc": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeVpcs } = load();
    const vpcs = await collect(
      paginateDescribeVpcs({ client: ec2 }, { Filters: byTags(tags) }),
      (page) => page.Vpcs,
    );
    return foundIds(
      vpcs
        .filter(({ CidrBlock, Tags }) => CidrBlock === inputs.cidrBlock && hasTags(Tags, tags))
        .map(({ VpcId }) => VpcId),
    );
  }),
  "aws:ec2/subnet:Subnet": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeSubnets } = load();
    const subnets = await collect(
      paginateDescribeSubnets({ client: ec2 }, { Filters: inVpc(inputs) }),
      (page) => page.Subnets,
    );
    // A VPC has each address once.
    return foundIds(
      subnets
        .filter(({ VpcId, CidrBlock }) => VpcId === inputs.vpcId && CidrBlock === inputs.cidrBlock)
        .map(({ SubnetId }) => SubnetId),
    );
  }),
  "aws:ec2/internetGateway:InternetGateway": search(async ({ clients: { ec2 }, tags }) => {
    const { paginateDescribeInternetGateways } = load();
    const gateways = await collect(
      // Not by its VPC: it is made first and attached then.
      paginateDescribeInternetGateways({ client: ec2 }, { Filters: byTags(tags) }),
      (page) => page.InternetGateways,
    );
    return foundIds(
      gateways.filter(({ Tags }) => hasTags(Tags, tags)).map(({ InternetGatewayId }) => InternetGatewayId),
    );
  }),
  "aws:ec2/eip:Eip": search(async ({ clients: { ec2 }, tags }) => {
    const { DescribeAddressesCommand } = load();
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: byTags(tags) }));
    return foundIds(
      Addresses.filter(({ Tags }) => hasTags(Tags, tags)).map(({ AllocationId }) => AllocationId),
    );
  }),
  "aws:ec2/natGateway:NatGateway": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeNatGateways } = load();
    const gateways = await collect(
      paginateDescribeNatGateways({ client: ec2 }, { Filter: byTags(tags) }),
      (page) => page.NatGateways,
    );
    return foundIds(
      gateways
        .filter(({ SubnetId, State = "", Tags }) => {
          const alive = !["deleted", "deleting", "failed"].includes(State);
          return alive && SubnetId === inputs.subnetId && hasTags(Tags, tags);
        })
        .map(({ NatGatewayId }) => NatGatewayId),
    );
  }),
  "aws:ec2/routeTable:RouteTable": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeRouteTables } = load();
    const tables = await collect(
      paginateDescribeRouteTables({ client: ec2 }, { Filters: [...inVpc(inputs), ...byTags(tags)] }),
      (page) => page.RouteTables,
    );
    return foundIds(
      tables
        .filter(({ VpcId, Tags }) => VpcId === inputs.vpcId && hasTags(Tags, tags))
        .map(({ RouteTableId }) => RouteTableId),
    );
  }),
  "aws:ec2/route:Route": madeFromInputs("_", "routeTableId", "destinationCidrBlock"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeRouteTables } = load();
    // By a filter: asked by its id, EC2 answers with an error when the table is gone.
    const ofTable = { Name: "route-table-id", Values: [String(inputs.routeTableId)] };
    const tables = await collect(
      paginateDescribeRouteTables({ client: ec2 }, { Filters: [ofTable] }),
      (page) => page.RouteTables,
    );
    return foundIds(
      tables
        .flatMap(({ Associations = [] }) => Associations)
        .filter(
          ({ RouteTableId, SubnetId }) =>
            RouteTableId === inputs.routeTableId && SubnetId === inputs.subnetId,
        )
        .map(({ RouteTableAssociationId }) => RouteTableAssociationId),
    );
  }),
  "aws:ec2/securityGroup:SecurityGroup": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeSecurityGroups } = load();
    const named = { Name: "group-name", Values: [String(inputs.name)] };
    const groups = await collect(
      paginateDescribeSecurityGroups({ client: ec2 }, { Filters: [...inVpc(inputs), named] }),
      (page) => page.SecurityGroups,
    );
    return foundIds(
      groups
        .filter(({ VpcId, GroupName }) => VpcId === inputs.vpcId && GroupName === inputs.name)
        .map(({ GroupId }) => GroupId),
    );
  }),
  // EC2 makes it with the VPC; "creating" it only takes it over.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": repeatable,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule(false),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule(true),
  "aws:ec2/flowLog:FlowLog": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeFlowLogs } = load();
    const ofVpc = { Name: "resource-id", Values: [String(inputs.vpcId)] };
    const logs = await collect(
      paginateDescribeFlowLogs({ client: ec2 }, { Filter: [ofVpc] }),
      (page) => page.FlowLogs,
    );
    return foundIds(
      logs
        .filter(
          ({ ResourceId, LogDestination }) =>
            ResourceId === inputs.vpcId && LogDestination === inputs.logDestination,
        )
        .map(({ FlowLogId }) => FlowLogId),
    );
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeVpcEndpoints } = load();
    const endpoints = await collect(
      paginateDescribeVpcEndpoints({ client: ec2 }, { Filters: [...inVpc(inputs), ...byTags(tags)] }),
      (page) => page.VpcEndpoints,
    );
    return foundIds(
      endpoints
        .filter(({ VpcId, ServiceName, State = "", Tags }) => {
          // EC2 writes the states of endpoints with and without capitals.
          const alive = !["deleted", "deleting"].includes(State.toLowerCase());
          const here = VpcId === inputs.vpcId && ServiceName === inputs.serviceName;
          return alive && here && hasTags(Tags, tags);
        })
        .map(({ VpcEndpointId }) => VpcEndpointId),
    );
  }),
  "aws:ec2/networkInterface:NetworkInterface": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeNetworkInterfaces } = load();
    const inSubnet = { Name: "subnet-id", Values: [String(inputs.subnetId)] };
    const interfaces = await collect(
      paginateDescribeNetworkInterfaces({ client: ec2 }, { Filters: [inSubnet, ...byTags(tags)] }),
      (page) => page.NetworkInterfaces,
    );
    return foundIds(
      interfaces
        .filter(({ SubnetId, TagSet }) => SubnetId === inputs.subnetId && hasTags(TagSet, tags))
        .map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    );
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeLaunchTemplates } = load();
    const named = { Name: "launch-template-name", Values: [String(inputs.name)] };
    const templates = await collect(
      paginateDescribeLaunchTemplates({ client: ec2 }, { Filters: [named] }),
      (page) => page.LaunchTemplates,
    );
    return foundIds(templates.map(({ LaunchTemplateId }) => LaunchTemplateId));
  }),
};

/** A group has each rule once, whatever its tags: what it allows is its identity. */
function rule(egress: boolean) {
  return search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeSecurityGroupRules } = load();
    const ofGroup = { Name: "group-id", Values: [String(inputs.securityGroupId)] };
    const rules = await collect(
      paginateDescribeSecurityGroupRules({ client: ec2 }, { Filters: [ofGroup] }),
      (page) => page.SecurityGroupRules,
    );
    const all = String(inputs.ipProtocol) === "-1";
    return foundIds(
      rules
        .filter(
          (found) =>
            found.GroupId === inputs.securityGroupId &&
            found.IsEgress === egress &&
            found.IpProtocol === String(inputs.ipProtocol) &&
            (all || (found.FromPort === inputs.fromPort && found.ToPort === inputs.toPort)) &&
            found.CidrIpv4 === inputs.cidrIpv4 &&
            found.CidrIpv6 === inputs.cidrIpv6 &&
            found.PrefixListId === inputs.prefixListId &&
            found.ReferencedGroupInfo?.GroupId === inputs.referencedSecurityGroupId,
        )
        .map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
    );
  });
}

/** @throws FleetError `DeploymentFailed` without tags: everything would fit */
function byTags(tags: Tags): Filter[] {
  if (Object.keys(tags).length === 0) {
    throw new FleetError(
      "DeploymentFailed",
      "it was to get no tags, and without them nobody can tell whose it is",
    );
  }
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

function inVpc({ vpcId }: Inputs): Filter[] {
  return [{ Name: "vpc-id", Values: [String(vpcId)] }];
}

/** A filter that a service passes over in silence must not make somebody else's resource ours. */
function hasTags(found: readonly Tag[] = [], tags: Tags): boolean {
  return Object.entries(tags).every(([key, value]) =>
    found.some(({ Key, Value }) => Key === key && Value === value),
  );
}

function load(): typeof import("@aws-sdk/client-ec2") {
  return require("@aws-sdk/client-ec2");
}
