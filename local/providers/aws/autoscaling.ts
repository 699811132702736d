import {
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type LaunchTemplateSpecification,
  type RefreshStrategy,
  StartInstanceRefreshCommand,
  type Tag,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";

import {
  type Properties,
  type Resource,
  type ResourceContext,
  type ResourceType,
  type ServiceStandIns,
  UnfinishedResource,
} from "../resource";
import { equivalent } from "../values";
import { present } from "./presence";

/** The default of the service, and of the provider, for what an update no longer gives. */
const DEFAULTS = { defaultCooldown: 300, healthCheckGracePeriod: 300, healthCheckType: "EC2" };

const group: ResourceType = {
  inputs: {
    name: "leaf",
    minSize: "leaf",
    maxSize: "leaf",
    desiredCapacity: "leaf",
    vpcZoneIdentifiers: "leaf",
    launchTemplate: { id: "leaf", name: "leaf", version: "leaf" },
    healthCheckType: "leaf",
    healthCheckGracePeriod: "leaf",
    defaultCooldown: "leaf",
    defaultInstanceWarmup: "leaf",
    maxInstanceLifetime: "leaf",
    protectFromScaleIn: "leaf",
    terminationPolicies: "leaf",
    instanceMaintenancePolicy: { minHealthyPercentage: "leaf", maxHealthyPercentage: "leaf" },
    instanceRefresh: {
      strategy: "leaf",
      preferences: { minHealthyPercentage: "leaf", instanceWarmup: "leaf", skipMatching: "leaf" },
    },
    tags: { key: "leaf", value: "leaf", propagateAtLaunch: "leaf" },
    forceDelete: "leaf",
    waitForCapacityTimeout: "leaf",
  },
  required: ["minSize", "maxSize"],
  autoName: "name",
  replaceOn: ["name"],
  async create(inputs, context) {
    await context.aws.autoscaling.send(
      new CreateAutoScalingGroupCommand({ ...settings(inputs), Tags: groupTags(inputs.name, inputs.tags) }),
    );
    return capableGroup(inputs, context);
  },
  async read(name, _known, context) {
    const found = await findGroup(name, context);
    return found && { id: name, outputs: groupOutputs(found) };
  },
  async update(_name, news, olds, context) {
    await context.aws.autoscaling.send(new UpdateAutoScalingGroupCommand(settings(news)));
    await updateGroupTags(news, olds, context);
    await refreshInstances(news, olds, context);
    return groupOutputs(await foundGroup(news.name, context));
  },
  async delete(AutoScalingGroupName, { forceDelete: ForceDelete }, context) {
    if (!(await findGroup(AutoScalingGroupName, context))) return;
    const { autoscaling: client } = context.aws;
    if (!ForceDelete) {
      const empty = { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
      await client.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...empty }));
    }
    await client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete }));
  },
};

/** What create and update have in common. */
function settings(inputs: Properties) {
  const { instanceMaintenancePolicy: maintenance } = inputs;
  return {
    AutoScalingGroupName: inputs.name as string,
    MinSize: inputs.minSize as number,
    MaxSize: inputs.maxSize as number,
    DesiredCapacity: inputs.desiredCapacity,
    VPCZoneIdentifier: inputs.vpcZoneIdentifiers?.join(","),
    LaunchTemplate: launchTemplate(inputs.launchTemplate),
    HealthCheckType: inputs.healthCheckType ?? DEFAULTS.healthCheckType,
    HealthCheckGracePeriod: inputs.healthCheckGracePeriod ?? DEFAULTS.healthCheckGracePeriod,
    DefaultCooldown: inputs.defaultCooldown ?? DEFAULTS.defaultCooldown,
    DefaultInstanceWarmup: inputs.defaultInstanceWarmup,
    MaxInstanceLifetime: inputs.maxInstanceLifetime,
    NewInstancesProtectedFromScaleIn: inputs.protectFromScaleIn ?? false,
    TerminationPolicies: inputs.terminationPolicies,
    InstanceMaintenancePolicy: maintenance && {
      MinHealthyPercentage: maintenance.minHealthyPercentage,
      MaxHealthyPercentage: maintenance.maxHealthyPercentage,
    },
  };
}

function launchTemplate(inputs: Properties | undefined): LaunchTemplateSpecification | undefined {
  if (!inputs) return undefined;
  return {
    LaunchTemplateId: inputs.id,
    LaunchTemplateName: inputs.name,
    Version: inputs.version ?? "$Default",
  };
}

function groupTags(name: string, tags: readonly Properties[] = []): Tag[] {
  return tags.map(({ key, value, propagateAtLaunch }) => ({
    ResourceId: name,
    ResourceType: "auto-scaling-group",
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }));
}

async function updateGroupTags(news: Properties, olds: Properties, { aws }: ResourceContext): Promise<void> {
  const now = groupTags(news.name, news.tags);
  const gone = groupTags(news.name, olds.tags).filter((old) => !now.some(({ Key }) => Key === old.Key));
  if (gone.length > 0) await aws.autoscaling.send(new DeleteTagsCommand({ Tags: gone }));
  if (now.length > 0) await aws.autoscaling.send(new CreateOrUpdateTagsCommand({ Tags: now }));
}

/** With `instanceRefresh`, another launch template replaces the instances, as the provider does it. */
async function refreshInstances(news: Properties, olds: Properties, { aws }: ResourceContext): Promise<void> {
  const { instanceRefresh } = news;
  if (!instanceRefresh || equivalent(news.launchTemplate, olds.launchTemplate)) return;
  const { minHealthyPercentage, instanceWarmup, skipMatching } = instanceRefresh.preferences ?? {};
  await aws.autoscaling.send(
    new StartInstanceRefreshCommand({
      AutoScalingGroupName: news.name,
      Strategy: instanceRefresh.strategy as RefreshStrategy,
      Preferences: {
        MinHealthyPercentage: minHealthyPercentage,
        InstanceWarmup: instanceWarmup === undefined ? undefined : Number(instanceWarmup),
        SkipMatching: skipMatching,
      },
    }),
  );
}

/**
 * A new group once its instances serve. They do at once in the emulator, or never, so nothing is waited for. The provider
 * asks it of an updated group only where that is to have more of them.
 */
async function capableGroup(inputs: Properties, context: ResourceContext): Promise<Resource> {
  const found = await foundGroup(inputs.name, context);
  const resource = { id: inputs.name, outputs: groupOutputs(found) };
  const { DesiredCapacity: desired = 0, Instances = [] } = found;
  const serving = Instances.filter(({ LifecycleState }) => LifecycleState === "InService").length;
  if (inputs.waitForCapacityTimeout !== "0" && serving < desired) {
    const { Activities = [] } = await context.aws.autoscaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: inputs.name }),
    );
    const failed = Activities.map(({ StatusCode, StatusMessage }) => `${StatusCode}: ${StatusMessage}`);
    throw new UnfinishedResource(
      [`auto scaling group ${inputs.name} has ${serving} of ${desired} instances in service`, ...failed].join(
        "; ",
      ),
      resource,
    );
  }
  return resource;
}

async function foundGroup(name: string, context: ResourceContext): Promise<AutoScalingGroup> {
  return present(await findGroup(name, context), `auto scaling group ${name}`);
}

async function findGroup(name: string, { aws }: ResourceContext): Promise<AutoScalingGroup | undefined> {
  const { AutoScalingGroups = [] } = await aws.autoscaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return AutoScalingGroups[0];
}

/**
 * The emulator tells no more than this of a group, and its UpdateAutoScalingGroup leaves the launch template as
 * it was: the rest stays as it was given.
 */
function groupOutputs(found: AutoScalingGroup): Properties {
  return {
    name: found.AutoScalingGroupName,
    arn: found.AutoScalingGroupARN,
    minSize: found.MinSize,
    maxSize: found.MaxSize,
    desiredCapacity: found.DesiredCapacity,
    availabilityZones: found.AvailabilityZones,
    vpcZoneIdentifiers: found.VPCZoneIdentifier?.split(",").filter(Boolean),
    healthCheckType: found.HealthCheckType,
    healthCheckGracePeriod: found.HealthCheckGracePeriod,
    defaultCooldown: found.DefaultCooldown,
    tags: found.Tags?.map(({ Key, Value, PropagateAtLaunch }) => ({
      key: Key,
      value: Value,
      propagateAtLaunch: PropagateAtLaunch,
    })),
  };
}

/** Auto scaling groups. Their tags are a list of its own kind, to which default tags do not apply. */
export const autoscaling: ServiceStandIns = {
  resources: { "aws:autoscaling/group:Group": group },
};
