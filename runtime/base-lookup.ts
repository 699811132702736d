import * as aws from "@pulumi/aws";
import type { BaseInterface } from "../contracts/base-interface";
import { baseNames } from "../contracts/base-names";
import type { Environment } from "../contracts/environment";
import { FleetError } from "../contracts/errors";
import {
  backendUrl,
  physicalName,
  secretsProviderUrl,
  stateBucketName,
  stateKeyAlias,
} from "../contracts/names";
import type { HostSubnetTier } from "./config-keys";

export interface BaseLookupArgs {
  readonly environment: Environment;
  readonly region: string;
  /** Value of the tag Project. */
  readonly projectTag: string;
  readonly hostSubnetTier: HostSubnetTier;
}

/**
 * Finds base without its stack: the network by tags (`base/outputs.ts` says which), the rest by the names of
 * `contracts/base-names.ts`.
 * @throws the provider's error when something is missing or there twice, before anything is created;
 * FleetError `InvalidConfiguration` when no subnet has the tags
 */
export async function baseLookup(args: BaseLookupArgs, provider: aws.Provider): Promise<BaseInterface> {
  const [network, names] = await Promise.all([findNetwork(args, provider), findNamed(args, provider)]);
  return { ...network, ...names };
}

type NetworkField =
  | "vpcId"
  | "privateSubnetIds"
  | "hostSubnetIds"
  | "runnerSecurityGroupId"
  | "hostSecurityGroupId"
  | "zoneId"
  | "zoneName";

async function findNetwork(
  { environment, projectTag, hostSubnetTier }: BaseLookupArgs,
  provider: aws.Provider,
): Promise<Pick<BaseInterface, NetworkField>> {
  const options = { provider };
  const tags = { Project: projectTag, Environment: environment };
  const named = (role: string) => ({ ...tags, Name: physicalName(environment, role) });

  const { id: vpcId } = await aws.ec2.getVpc({ tags: named("network") }, options);
  const subnetIds = async (tier: HostSubnetTier) => {
    const filters = [{ name: "vpc-id", values: [vpcId] }];
    const { ids } = await aws.ec2.getSubnets({ filters, tags: { ...tags, Tier: tier } }, options);
    return someSubnets(ids, tier, environment);
  };
  const securityGroupId = async (role: string) =>
    (await aws.ec2.getSecurityGroup({ vpcId, tags: named(role) }, options)).id;
  const [privateSubnetIds, hostSubnetIds, runnerSecurityGroupId, hostSecurityGroupId, zone] =
    await Promise.all([
      subnetIds("private"),
      subnetIds(hostSubnetTier),
      securityGroupId("runner"),
      securityGroupId("host"),
      aws.route53.getZone({ tags, vpcId, privateZone: true }, options),
    ]);
  return {
    vpcId,
    privateSubnetIds,
    hostSubnetIds,
    runnerSecurityGroupId,
    hostSecurityGroupId,
    zoneId: zone.zoneId,
    zoneName: zone.name.replace(/\.$/, ""),
  };
}

async function findNamed(
  { environment, region }: BaseLookupArgs,
  provider: aws.Provider,
): Promise<Omit<BaseInterface, NetworkField>> {
  const options = { provider };
  const names = baseNames(environment);
  const arnOf = async (found: Promise<{ readonly arn: string }>) => (await found).arn;
  const role = (name: string) => arnOf(aws.iam.getRole({ name }, options));
  const policy = (name: string) => arnOf(aws.iam.getPolicy({ name }, options));
  const [{ accountId }, table, repository, key] = await Promise.all([
    aws.getCallerIdentity({}, options),
    aws.dynamodb.getTable({ name: names.requestTable }, options),
    aws.ecr.getRepository({ name: names.runnerRepository }, options),
    aws.kms.getAlias({ name: names.dataKeyAlias }, options),
  ]);
  return {
    runnerRepositoryUrl: repository.repositoryUrl,
    requestTableName: table.name,
    requestTableArn: table.arn,
    requestTableStreamArn: table.streamArn,
    dataKeyArn: key.targetKeyArn,
    boundaryArn: await policy(names.boundary),
    hostPolicyArn: await policy(names.hostPolicy),
    triggerRoleArn: await role(names.triggerRole),
    validateRoleArn: await role(names.validateRole),
    recordRoleArn: await role(names.recordRole),
    handleErrorRoleArn: await role(names.handleErrorRole),
    taskStoppedRoleArn: await role(names.taskStoppedRole),
    notifyWebhookRoleArn: await role(names.notifyWebhookRole),
    reconcileRoleArn: await role(names.reconcileRole),
    stateMachineRoleArn: await role(names.stateMachineRole),
    taskExecutionRoleArn: await role(names.taskExecutionRole),
    runnerRoleArn: await role(names.runnerRole),
    hygieneRoleArn: await role(names.hygieneRole),
    hygieneScheduleRoleArn: await role(names.hygieneScheduleRole),
    backendUrl: backendUrl(stateBucketName(environment, accountId, region), region),
    secretsProvider: secretsProviderUrl(stateKeyAlias(environment), region),
  };
}

/** The order of an answer means nothing, and must not show as a change. */
function someSubnets(ids: readonly string[], tier: HostSubnetTier, environment: Environment): string[] {
  if (ids.length === 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `no subnet of environment ${environment} has the tag Tier with value ${tier}: tag the subnets, or set runtime:baseSource to reference`,
    );
  }
  return [...ids].sort();
}
