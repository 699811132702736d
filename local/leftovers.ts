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

/** What is asked for an enclave's resources. */
export interface EnclaveClients {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly iam: IAMClient;
  readonly route53: Route53Client;
}

/** Clients of the root user of the profile's AWS. */
export function enclaveClients(profile: Profile): EnclaveClients {
  const configuration = {
    region: REGION,
    endpoint: profile.endpoint,
    credentials: {
      accessKeyId: profile.environment.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: profile.environment.AWS_SECRET_ACCESS_KEY ?? "",
    },
  };
  return {
    ec2: new EC2Client(configuration),
    autoScaling: new AutoScalingClient(configuration),
    iam: new IAMClient(configuration),
    route53: new Route53Client(configuration),
  };
}

/** Everything of one enclave that AWS has, one line each: found by tag, path and name, not by Pulumi's state. */
export async function resourcesOfEnclave(
  { ec2, autoScaling, iam, route53 }: EnclaveClients,
  environment: Environment,
  id: string,
): Promise<readonly string[]> {
  const found = await Promise.all([
    ec2Resources(ec2, id),
    autoScalingGroups(autoScaling, id),
    roles(iam, baseNames(environment).enclaveRolePath, id),
    records(route53, id),
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

/** Lists of roles and profiles hold no tags; the automatic name tells one enclave's from `<id>-2`'s. */
async function roles(client: IAMClient, PathPrefix: string, id: string): Promise<string[]> {
  const automatic = new RegExp(`^${id}-host-[0-9a-f]{7}$`);
  const isHosts = (name = "") => automatic.test(name);
  const found: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix })) {
    found.push(
      ...Roles.filter(({ RoleName }) => isHosts(RoleName)).map(({ RoleName }) => `role ${RoleName}`),
    );
  }
  for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles({ client }, { PathPrefix })) {
    found.push(
      ...InstanceProfiles.filter(({ InstanceProfileName }) => isHosts(InstanceProfileName)).map(
        ({ InstanceProfileName }) => `instance profile ${InstanceProfileName}`,
      ),
    );
  }
  return found;
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
