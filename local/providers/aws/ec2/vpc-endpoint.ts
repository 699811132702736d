import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
} from "@aws-sdk/client-ec2";

import { documentText } from "../attributes";
import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, tagSpecifications } from "./ec2-type";

/** The emulator keeps neither security groups nor private DNS nor, readably, the policy. */
export const vpcEndpoint = ec2Type({
  inputs: {
    policy: "leaf",
    privateDnsEnabled: "leaf",
    routeTableIds: "leaf",
    securityGroupIds: "leaf",
    serviceName: "leaf",
    subnetIds: "leaf",
    vpcEndpointType: "leaf",
    vpcId: "leaf",
  },
  required: ["serviceName", "vpcId"],
  replaceOn: ["serviceName", "vpcEndpointType", "vpcId"],
  create: async (inputs, { aws }) => {
    const { VpcEndpoint } = await aws.ec2.send(
      new CreateVpcEndpointCommand({
        PolicyDocument: inputs.policy && documentText(inputs.policy),
        PrivateDnsEnabled: inputs.privateDnsEnabled,
        RouteTableIds: inputs.routeTableIds,
        SecurityGroupIds: inputs.securityGroupIds,
        ServiceName: inputs.serviceName,
        SubnetIds: inputs.subnetIds,
        VpcEndpointType: inputs.vpcEndpointType ?? "Gateway",
        VpcId: inputs.vpcId,
        TagSpecifications: tagSpecifications("vpc-endpoint", inputs.tagsAll),
      }),
    );
    return VpcEndpoint?.VpcEndpointId;
  },
  describe: async (id, context) => {
    const { VpcEndpoints } = await context.aws.ec2.send(
      new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }),
    );
    const [found] = VpcEndpoints ?? [];
    return (
      found && {
        arn: arnOf("vpc-endpoint", id, context),
        ownerId: found.OwnerId,
        routeTableIds: found.RouteTableIds,
        serviceName: found.ServiceName,
        state: found.State,
        subnetIds: found.SubnetIds,
        tagsAll: tagMap(found.Tags),
        vpcEndpointType: found.VpcEndpointType,
        vpcId: found.VpcId,
      }
    );
  },
  update: (VpcEndpointId, news, olds, { aws }) => {
    const routeTables = changed(news.routeTableIds, olds.routeTableIds);
    const securityGroups = changed(news.securityGroupIds, olds.securityGroupIds);
    const subnets = changed(news.subnetIds, olds.subnetIds);
    return aws.ec2.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId,
        AddRouteTableIds: routeTables.added,
        AddSecurityGroupIds: securityGroups.added,
        AddSubnetIds: subnets.added,
        PolicyDocument: news.policy && documentText(news.policy),
        PrivateDnsEnabled: news.privateDnsEnabled,
        RemoveRouteTableIds: routeTables.removed,
        RemoveSecurityGroupIds: securityGroups.removed,
        RemoveSubnetIds: subnets.removed,
        ResetPolicy: (olds.policy && !news.policy) || undefined,
      }),
    );
  },
  remove: (id, _known, { aws }) => aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] })),
});

/** EC2 takes no empty list for no change. */
function changed(now: readonly string[] = [], before: readonly string[] = []) {
  const added = now.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !now.includes(id));
  return { added: added.length > 0 ? added : undefined, removed: removed.length > 0 ? removed : undefined };
}
