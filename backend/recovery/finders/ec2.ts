import { byTags, ec2Sdk, hasTags } from "../ec2-filters";
import { collect, type Finders, foundIds, search } from "../finder";

/** What hosts of EC2 are launched with: found by its place in the network, its name and its tags. */
export const ec2Finders: Finders = {
  "aws:ec2/networkInterface:NetworkInterface": search(async ({ clients: { ec2 }, inputs, tags }) => {
    const { paginateDescribeNetworkInterfaces } = ec2Sdk();
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
    const { paginateDescribeLaunchTemplates } = ec2Sdk();
    const named = { Name: "launch-template-name", Values: [String(inputs.name)] };
    const templates = await collect(
      paginateDescribeLaunchTemplates({ client: ec2 }, { Filters: [named] }),
      (page) => page.LaunchTemplates,
    );
    return foundIds(templates.map(({ LaunchTemplateId }) => LaunchTemplateId));
  }),
};
