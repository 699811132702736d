import {
  type ClusterConfiguration,
  type Compatibility,
  type ContainerDefinition,
  CreateClusterCommand,
  DeleteClusterCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterCommand,
} from "@aws-sdk/client-ecs";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { ifPresent, present } from "./presence";
import { lowerCaseTagList, tagMap, updateTags } from "./tag-lists";

const cluster: ResourceType = {
  inputs: {
    name: "leaf",
    settings: { name: "leaf", value: "leaf" },
    configuration: {
      executeCommandConfiguration: {
        kmsKeyId: "leaf",
        logging: "leaf",
        logConfiguration: { cloudWatchEncryptionEnabled: "leaf", cloudWatchLogGroupName: "leaf" },
      },
      managedStorageConfiguration: { fargateEphemeralStorageKmsKeyId: "leaf", kmsKeyId: "leaf" },
    },
  },
  autoName: "name",
  replaceOn: ["name"],
  tagged: true,
  async create(inputs, context) {
    await context.aws.ecs.send(
      new CreateClusterCommand({
        clusterName: inputs.name,
        settings: inputs.settings,
        configuration: inputs.configuration as ClusterConfiguration,
        tags: lowerCaseTagList(inputs.tagsAll),
      }),
    );
    return present(await describedCluster(inputs.name, context), `cluster ${inputs.name}`);
  },
  async read(arn, _known, context) {
    return describedCluster(arn, context);
  },
  async update(arn, news, olds, context) {
    const { ecs } = context.aws;
    await ecs.send(
      new UpdateClusterCommand({
        cluster: arn,
        settings: news.settings,
        configuration: news.configuration as ClusterConfiguration,
      }),
    );
    await updateTags(
      news,
      olds,
      (tags) => ecs.send(new TagResourceCommand({ resourceArn: arn, tags: lowerCaseTagList(tags) })),
      (tagKeys) => ecs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys })),
    );
    return present(await describedCluster(arn, context), `cluster ${news.name}`).outputs;
  },
  async delete(arn, _known, { aws }) {
    await ifPresent(aws.ecs.send(new DeleteClusterCommand({ cluster: arn })), "ClusterNotFoundException");
  },
};

async function describedCluster(nameOrArn: string, { aws }: ResourceContext): Promise<Resource | undefined> {
  const { clusters: [found] = [] } = await aws.ecs.send(
    new DescribeClustersCommand({ clusters: [nameOrArn], include: ["SETTINGS", "CONFIGURATIONS", "TAGS"] }),
  );
  if (!found?.clusterArn || found.status === "INACTIVE") return undefined;
  return {
    id: found.clusterArn,
    outputs: {
      arn: found.clusterArn,
      name: found.clusterName,
      settings: found.settings,
      configuration: found.configuration,
      tagsAll: tagMap(found.tags),
    },
  };
}

/** A revision never changes: every change registers a new one and deregisters the old. */
const taskDefinition: ResourceType = {
  inputs: {
    family: "leaf",
    containerDefinitions: "leaf",
    cpu: "leaf",
    memory: "leaf",
    executionRoleArn: "leaf",
    taskRoleArn: "leaf",
    networkMode: "leaf",
    requiresCompatibilities: "leaf",
    runtimePlatform: { cpuArchitecture: "leaf", operatingSystemFamily: "leaf" },
    ephemeralStorage: { sizeInGib: "leaf" },
    volumes: { name: "leaf" },
    skipDestroy: "leaf",
  },
  required: ["family", "containerDefinitions"],
  tagged: true,
  async create(inputs, { aws }) {
    const { taskDefinition: registered } = await aws.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: inputs.family,
        containerDefinitions: JSON.parse(inputs.containerDefinitions) as ContainerDefinition[],
        cpu: inputs.cpu,
        memory: inputs.memory,
        executionRoleArn: inputs.executionRoleArn,
        taskRoleArn: inputs.taskRoleArn,
        networkMode: inputs.networkMode,
        requiresCompatibilities: inputs.requiresCompatibilities as Compatibility[] | undefined,
        runtimePlatform: inputs.runtimePlatform,
        ephemeralStorage: inputs.ephemeralStorage && { sizeInGiB: inputs.ephemeralStorage.sizeInGib },
        volumes: inputs.volumes,
        tags: lowerCaseTagList(inputs.tagsAll),
      }),
    );
    return { id: inputs.family, outputs: revisionOutputs({ ...registered }) };
  },
  async read(id, known, { aws }) {
    const answer = await ifPresent(
      aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: known.arn ?? id, include: ["TAGS"] })),
      "ClientException",
    );
    const found = answer?.taskDefinition;
    if (!found || found.status === "INACTIVE") return undefined;
    return { id: found.family ?? id, outputs: { ...revisionOutputs(found), tagsAll: tagMap(answer?.tags) } };
  },
  async delete(_id, { arn, skipDestroy }, { aws }) {
    if (skipDestroy) return;
    const deregistration = new DeregisterTaskDefinitionCommand({ taskDefinition: arn });
    await ifPresent(aws.ecs.send(deregistration), "ClientException");
  },
};

function revisionOutputs({ taskDefinitionArn = "", family, revision, networkMode }: Properties): Properties {
  return {
    arn: taskDefinitionArn,
    arnWithoutRevision: taskDefinitionArn.replace(/:\d+$/, ""),
    family,
    revision,
    networkMode,
  };
}

/** ECS. */
export const ecs: ServiceStandIns = {
  resources: {
    "aws:ecs/cluster:Cluster": cluster,
    "aws:ecs/taskDefinition:TaskDefinition": taskDefinition,
  },
};
