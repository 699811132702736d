import { byTags, ec2Sdk, hasTags, inVpc } from "../ec2-filters";
import { collect, type Finders, foundIds, madeFromInputs, search } from "../finder";

/** What a VPC is made of: found by its place in the network and its tags. */
export const networkFinders: Finders = {
  "aws:ec2/vpc:Vpc": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeVpcs } = ec2Sdk();
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
    const { paginateDescribeSubnets } = ec2Sdk();
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
    const { paginateDescribeInternetGateways } = ec2Sdk();
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
    const { DescribeAddressesCommand } = ec2Sdk();
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: byTags(tags) }));
    return foundIds(
      Addresses.filter(({ Tags }) => hasTags(Tags, tags)).map(({ AllocationId }) => AllocationId),
    );
  }),
  "aws:ec2/natGateway:NatGateway": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeNatGateways } = ec2Sdk();
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
    const { paginateDescribeRouteTables } = ec2Sdk();
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
    const { paginateDescribeRouteTables } = ec2Sdk();
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
  "aws:ec2/flowLog:FlowLog": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeFlowLogs } = ec2Sdk();
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
    const { paginateDescribeVpcEndpoints } = ec2Sdk();
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
};
