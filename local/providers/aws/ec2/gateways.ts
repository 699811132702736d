import {
  AllocateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DetachInternetGatewayCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";

import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, ifInEc2, tagSpecifications } from "./ec2-type";

export const internetGateway = ec2Type({
  inputs: { vpcId: "leaf" },
  create: async ({ vpcId: VpcId, tagsAll }, { aws: { ec2 } }) => {
    const { InternetGateway } = await ec2.send(
      new CreateInternetGatewayCommand({ TagSpecifications: tagSpecifications("internet-gateway", tagsAll) }),
    );
    const InternetGatewayId = InternetGateway?.InternetGatewayId;
    if (VpcId) await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    return InternetGatewayId;
  },
  describe: async (id, context) => {
    const { InternetGateways } = await context.aws.ec2.send(
      new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] }),
    );
    const [found] = InternetGateways ?? [];
    return (
      found && {
        arn: arnOf("internet-gateway", id, context),
        ownerId: found.OwnerId,
        tagsAll: tagMap(found.Tags),
        vpcId: found.Attachments?.[0]?.VpcId,
      }
    );
  },
  update: async (InternetGatewayId, news, olds, { aws: { ec2 } }) => {
    if (news.vpcId === olds.vpcId) return;
    if (olds.vpcId)
      await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId: olds.vpcId }));
    if (news.vpcId)
      await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: news.vpcId }));
  },
  remove: async (InternetGatewayId, { vpcId: VpcId }, { aws: { ec2 } }) => {
    if (VpcId) await ifInEc2(ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId })));
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  },
});

export const eip = ec2Type({
  inputs: { domain: "leaf" },
  replaceOn: ["domain"],
  create: async ({ domain, tagsAll }, { aws }) => {
    const { AllocationId } = await aws.ec2.send(
      new AllocateAddressCommand({
        Domain: domain ?? "vpc",
        TagSpecifications: tagSpecifications("elastic-ip", tagsAll),
      }),
    );
    return AllocationId;
  },
  describe: async (id, context) => {
    const { Addresses } = await context.aws.ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }));
    const [found] = Addresses ?? [];
    return (
      found && {
        allocationId: id,
        arn: arnOf("elastic-ip", id, context),
        domain: found.Domain,
        publicIp: found.PublicIp,
        tagsAll: tagMap(found.Tags),
      }
    );
  },
  remove: (AllocationId, _known, { aws }) => aws.ec2.send(new ReleaseAddressCommand({ AllocationId })),
});

/** The emulator does not say which address a gateway has. */
export const natGateway = ec2Type({
  inputs: { allocationId: "leaf", connectivityType: "leaf", subnetId: "leaf" },
  required: ["subnetId"],
  replaceOn: ["allocationId", "connectivityType", "subnetId"],
  create: async (inputs, { aws }) => {
    const { NatGateway } = await aws.ec2.send(
      new CreateNatGatewayCommand({
        AllocationId: inputs.allocationId,
        ConnectivityType: inputs.connectivityType,
        SubnetId: inputs.subnetId,
        TagSpecifications: tagSpecifications("natgateway", inputs.tagsAll),
      }),
    );
    return NatGateway?.NatGatewayId;
  },
  describe: async (id, { aws }) => {
    const { NatGateways } = await aws.ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
    const [found] = NatGateways ?? [];
    if (!found || found.State === "deleted" || found.State === "deleting") return undefined;
    return {
      connectivityType: found.ConnectivityType,
      subnetId: found.SubnetId,
      tagsAll: tagMap(found.Tags),
    };
  },
  remove: (NatGatewayId, _known, { aws }) => aws.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId })),
});
