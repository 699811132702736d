import {
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
} from "@aws-sdk/client-ec2";

import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, setEc2Tags, tagSpecifications } from "./ec2-type";

/** The emulator cannot change an interface, gives it any address, and takes tags only afterwards. */
export const networkInterface = ec2Type({
  inputs: { description: "leaf", securityGroups: "leaf", subnetId: "leaf" },
  required: ["subnetId"],
  replaceOn: ["description", "securityGroups", "subnetId"],
  create: async (inputs, { aws: { ec2 } }) => {
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({
        Description: inputs.description,
        Groups: inputs.securityGroups,
        SubnetId: inputs.subnetId,
        // What permissions by tag look at.
        TagSpecifications: tagSpecifications("network-interface", inputs.tagsAll),
      }),
    );
    const id = NetworkInterface?.NetworkInterfaceId ?? "";
    await setEc2Tags(ec2, id, inputs.tagsAll);
    return id;
  },
  describe: async (id, context) => {
    const { NetworkInterfaces } = await context.aws.ec2.send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }),
    );
    const [found] = NetworkInterfaces ?? [];
    return (
      found && {
        arn: arnOf("network-interface", id, context),
        description: found.Description || undefined,
        interfaceType: found.InterfaceType,
        macAddress: found.MacAddress,
        ownerId: found.OwnerId,
        privateIp: found.PrivateIpAddress,
        privateIps: found.PrivateIpAddress && [found.PrivateIpAddress],
        securityGroups: found.Groups?.map(({ GroupId }) => GroupId),
        sourceDestCheck: found.SourceDestCheck,
        subnetId: found.SubnetId,
        tagsAll: tagMap(found.TagSet),
      }
    );
  },
  remove: (NetworkInterfaceId, _known, { aws }) =>
    aws.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
});
