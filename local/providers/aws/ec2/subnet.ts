import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";

import type { FunctionType } from "../../resource";
import { tagMap } from "../tag-lists";
import { ec2Type, tagSpecifications } from "./ec2-type";
import { FILTER_INPUTS, filtersOf, only } from "./filters";

export const subnet = ec2Type({
  inputs: { availabilityZone: "leaf", cidrBlock: "leaf", mapPublicIpOnLaunch: "leaf", vpcId: "leaf" },
  required: ["cidrBlock", "vpcId"],
  replaceOn: ["availabilityZone", "cidrBlock", "vpcId"],
  create: async (inputs, { aws: { ec2 } }) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        AvailabilityZone: inputs.availabilityZone,
        CidrBlock: inputs.cidrBlock,
        VpcId: inputs.vpcId,
        TagSpecifications: tagSpecifications("subnet", inputs.tagsAll),
      }),
    );
    if (inputs.mapPublicIpOnLaunch) await setPublicIp(ec2, Subnet?.SubnetId, true);
    return Subnet?.SubnetId;
  },
  describe: async (id, { aws }) => {
    const { Subnets } = await aws.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
    const found = only(Subnets, "subnet", { id });
    return {
      arn: found.SubnetArn,
      availabilityZone: found.AvailabilityZone,
      availabilityZoneId: found.AvailabilityZoneId,
      cidrBlock: found.CidrBlock,
      mapPublicIpOnLaunch: found.MapPublicIpOnLaunch,
      ownerId: found.OwnerId,
      tagsAll: tagMap(found.Tags),
      vpcId: found.VpcId,
    };
  },
  update: async (id, news, olds, { aws }) => {
    const [now, before] = [news.mapPublicIpOnLaunch ?? false, olds.mapPublicIpOnLaunch ?? false];
    if (now !== before) await setPublicIp(aws.ec2, id, now);
  },
  remove: (SubnetId, _known, { aws }) => aws.ec2.send(new DeleteSubnetCommand({ SubnetId })),
});

async function setPublicIp(ec2: EC2Client, SubnetId: string | undefined, Value: boolean): Promise<void> {
  await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value } }));
}

export const getSubnets: FunctionType = {
  inputs: FILTER_INPUTS,
  invoke: async (args, { aws, region }) => {
    const Filters = filtersOf(args, [
      "vpc-id",
      "availability-zone",
      "subnet-id",
      "cidr-block",
      "default-for-az",
    ]);
    const { Subnets = [] } = await aws.ec2.send(new DescribeSubnetsCommand({ Filters }));
    return { id: region, ids: Subnets.map(({ SubnetId }) => SubnetId) };
  },
};
