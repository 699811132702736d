import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type Tag,
} from "@aws-sdk/client-ec2";
import { IAMClient, paginateListInstanceProfiles, paginateListRoles } from "@aws-sdk/client-iam";
import {
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { baseNames } from "../contracts/base-names";
import type { Environment } from "../contracts/environment";
import type { Profile } from "../contracts/local-profile";
import { REQUEST_TAG } from "../contracts/tags";

const REGION = "eu-west-1";

/** Everything of one enclave that AWS has, one line each: found by tag, path and name, not by Pulumi's state. */
export async function resourcesOfEnclave(
  profile: Profile,
  environment: Environment,
  id: string,
): Promise<readonly string[]> {
  const configuration = {
    region: REGION,
    endpoint: profile.endpoint,
    credentials: {
      accessKeyId: profile.environment.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: profile.environment.AWS_SECRET_ACCESS_KEY ?? "",
    },
  };
  const found = await Promise.all([
    ec2Resources(new EC2Client(configuration), id),
    autoScalingGroups(new AutoScalingClient(configuration), id),
    roles(new IAMClient(configuration), baseNames(environment).enclaveRolePath, id),
    records(new Route53Client(configuration), id),
  ]);
  return found.flat();
}

/** The tags are compared here: the emulator leaves some tag filters out without a word. */
async function ec2Resources(ec2: EC2Client, id: string): Promise<string[]> {
  const isTagged = (tags: readonly Tag[] = []) =>
    tags.some(({ Key, Value }) => Key === REQUEST_TAG && Value === id);
  const [templates, reservations, interfaces, groups] = await Promise.all([
    ec2.send(new DescribeLaunchTemplatesCommand({})),
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeNetworkInterfacesCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
  ]);
  const instances = (reservations.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
  return [
    ...(templates.LaunchTemplates ?? [])
      .filter(({ Tags }) => isTagged(Tags))
      .map(({ LaunchTemplateId }) => `launch template ${LaunchTemplateId}`),
    ...instances
      .filter(({ Tags, State }) => isTagged(Tags) && State?.Name !== "terminated")
      .map(({ InstanceId, State }) => `instance ${InstanceId} (${State?.Name})`),
    ...(interfaces.NetworkInterfaces ?? [])
      .filter(({ TagSet }) => isTagged(TagSet))
      .map(({ NetworkInterfaceId }) => `network interface ${NetworkInterfaceId}`),
    ...(groups.SecurityGroups ?? [])
      .filter(({ Tags }) => isTagged(Tags))
      .map(({ GroupId }) => `security group ${GroupId}`),
  ];
}

async function autoScalingGroups(client: AutoScalingClient, id: string): Promise<string[]> {
  const { AutoScalingGroups = [] } = await client.send(new DescribeAutoScalingGroupsCommand({}));
  return AutoScalingGroups.filter(({ Tags = [] }) =>
    Tags.some(({ Key, Value }) => Key === REQUEST_TAG && Value === id),
  ).map(({ AutoScalingGroupName }) => `auto scaling group ${AutoScalingGroupName}`);
}

async function roles(client: IAMClient, PathPrefix: string, id: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix })) {
    found.push(...Roles.map(({ RoleName }) => `role ${RoleName}`));
  }
  for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles({ client }, { PathPrefix })) {
    found.push(
      ...InstanceProfiles.map(({ InstanceProfileName }) => `instance profile ${InstanceProfileName}`),
    );
  }
  return found.filter((line) => line.includes(id));
}

async function records(client: Route53Client, id: string): Promise<string[]> {
  const { HostedZones = [] } = await client.send(new ListHostedZonesCommand({}));
  const sets = await Promise.all(
    HostedZones.map(({ Id }) => client.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id }))),
  );
  return sets
    .flatMap(({ ResourceRecordSets = [] }) => ResourceRecordSets)
    .filter(({ Name = "" }) => Name.startsWith(`${id}.`))
    .map(({ Name, Type }) => `${Type} record ${Name}`);
}
