import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
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

async function ec2Resources(ec2: EC2Client, id: string): Promise<string[]> {
  const Filters = [{ Name: `tag:${REQUEST_TAG}`, Values: [id] }];
  const [templates, instances, interfaces] = await Promise.all([
    ec2.send(new DescribeLaunchTemplatesCommand({ Filters })),
    ec2.send(new DescribeInstancesCommand({ Filters })),
    ec2.send(new DescribeNetworkInterfacesCommand({ Filters })),
  ]);
  const running = (instances.Reservations ?? [])
    .flatMap((reservation) => reservation.Instances ?? [])
    .filter(({ State }) => State?.Name !== "terminated");
  return [
    ...(templates.LaunchTemplates ?? []).map(({ LaunchTemplateId }) => `launch template ${LaunchTemplateId}`),
    ...running.map(({ InstanceId, State }) => `instance ${InstanceId} (${State?.Name})`),
    ...(interfaces.NetworkInterfaces ?? []).map(
      ({ NetworkInterfaceId }) => `network interface ${NetworkInterfaceId}`,
    ),
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
