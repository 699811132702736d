import {
  AssociateRouteTableCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";

import type { Properties, ResourceType } from "../../resource";
import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, ifInEc2, tagSpecifications } from "./ec2-type";
import { only } from "./filters";

/** Inline `routes` are left to Route, so that each route has one owner. */
export const routeTable = ec2Type({
  inputs: { vpcId: "leaf" },
  required: ["vpcId"],
  replaceOn: ["vpcId"],
  create: async ({ vpcId: VpcId, tagsAll }, { aws }) => {
    const { RouteTable } = await aws.ec2.send(
      new CreateRouteTableCommand({ VpcId, TagSpecifications: tagSpecifications("route-table", tagsAll) }),
    );
    return RouteTable?.RouteTableId;
  },
  describe: async (id, context) => {
    const { RouteTables } = await context.aws.ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: [id] }),
    );
    const [found] = RouteTables ?? [];
    return (
      found && {
        arn: arnOf("route-table", id, context),
        ownerId: found.OwnerId,
        tagsAll: tagMap(found.Tags),
        vpcId: found.VpcId,
      }
    );
  },
  remove: (RouteTableId, _known, { aws }) => aws.ec2.send(new DeleteRouteTableCommand({ RouteTableId })),
});

/** The emulator takes every target but these for `local`, in silence: others stay unknown inputs. */
export const route: ResourceType = {
  inputs: { destinationCidrBlock: "leaf", gatewayId: "leaf", natGatewayId: "leaf", routeTableId: "leaf" },
  required: ["destinationCidrBlock", "routeTableId"],
  replaceOn: ["destinationCidrBlock", "routeTableId"],
  deleteBeforeReplace: true,
  async create(inputs, { aws }) {
    await aws.ec2.send(new CreateRouteCommand(requestOf(inputs)));
    const id = `${inputs.routeTableId}_${inputs.destinationCidrBlock}`;
    return { id, outputs: { origin: "CreateRoute", state: "active" } };
  },
  async read(id, _known, { aws }) {
    const [routeTableId = "", destinationCidrBlock] = id.split("_");
    const answer = await ifInEc2(
      aws.ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] })),
    );
    const found = answer?.RouteTables?.[0]?.Routes?.find(
      (candidate) => candidate.DestinationCidrBlock === destinationCidrBlock,
    );
    if (!found) return undefined;
    const outputs = {
      destinationCidrBlock,
      gatewayId: found.GatewayId,
      natGatewayId: found.NatGatewayId,
      origin: found.Origin,
      routeTableId,
      state: found.State,
    };
    return { id, outputs };
  },
  async update(_id, news, _olds, { aws }) {
    await aws.ec2.send(new ReplaceRouteCommand(requestOf(news)));
    return {};
  },
  async delete(_id, { routeTableId: RouteTableId, destinationCidrBlock: DestinationCidrBlock }, { aws }) {
    await ifInEc2(aws.ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock })));
  },
};

function requestOf({ destinationCidrBlock, gatewayId, natGatewayId, routeTableId }: Properties) {
  return {
    DestinationCidrBlock: destinationCidrBlock,
    GatewayId: gatewayId,
    NatGatewayId: natGatewayId,
    RouteTableId: routeTableId,
  };
}

export const routeTableAssociation: ResourceType = {
  inputs: { routeTableId: "leaf", subnetId: "leaf" },
  required: ["routeTableId", "subnetId"],
  replaceOn: ["routeTableId", "subnetId"],
  deleteBeforeReplace: true,
  async create({ routeTableId: RouteTableId, subnetId: SubnetId }, { aws }) {
    const { AssociationId = "" } = await aws.ec2.send(
      new AssociateRouteTableCommand({ RouteTableId, SubnetId }),
    );
    return { id: AssociationId, outputs: {} };
  },
  async read(id, _known, { aws }) {
    const { RouteTables = [] } = await aws.ec2.send(
      new DescribeRouteTablesCommand({
        Filters: [{ Name: "association.route-table-association-id", Values: [id] }],
      }),
    );
    if (RouteTables.length === 0) return undefined;
    const { Associations = [] } = only(RouteTables, "route table", { associationId: id });
    const found = Associations.find(({ RouteTableAssociationId }) => RouteTableAssociationId === id);
    return { id, outputs: { routeTableId: found?.RouteTableId, subnetId: found?.SubnetId } };
  },
  async delete(AssociationId, _known, { aws }) {
    await ifInEc2(aws.ec2.send(new DisassociateRouteTableCommand({ AssociationId })));
  },
};
