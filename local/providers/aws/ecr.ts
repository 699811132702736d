import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  type EncryptionType,
  GetLifecyclePolicyCommand,
  type ImageTagMutability,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";

import type {
  FunctionContext,
  FunctionType,
  Properties,
  Resource,
  ResourceContext,
  ResourceType,
  ServiceStandIns,
} from "../resource";
import { documentText } from "./attributes";
import { ifPresent } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const MISSING = "RepositoryNotFoundException";

const repository: ResourceType = {
  inputs: {
    name: "leaf",
    imageTagMutability: "leaf",
    imageScanningConfiguration: { scanOnPush: "leaf" },
    encryptionConfigurations: { encryptionType: "leaf", kmsKey: "leaf" },
    forceDelete: "leaf",
  },
  autoName: "name",
  replaceOn: ["name", "encryptionConfigurations"],
  tagged: true,
  async create(inputs, context) {
    const [encryption] = inputs.encryptionConfigurations ?? [];
    await context.aws.ecr.send(
      new CreateRepositoryCommand({
        repositoryName: inputs.name,
        imageTagMutability: inputs.imageTagMutability,
        imageScanningConfiguration: inputs.imageScanningConfiguration,
        encryptionConfiguration: encryption && {
          encryptionType: (encryption.encryptionType ?? "AES256") as EncryptionType,
          kmsKey: encryption.kmsKey,
        },
        tags: tagList(inputs.tagsAll),
      }),
    );
    return describedRepository(inputs.name, context);
  },
  async read(name, _known, context) {
    return ifPresent(describedRepository(name, context), MISSING);
  },
  async update(repositoryName, news, olds, context) {
    const { ecr } = context.aws;
    await ecr.send(
      new PutImageTagMutabilityCommand({
        repositoryName,
        imageTagMutability: (news.imageTagMutability ?? "MUTABLE") as ImageTagMutability,
      }),
    );
    await ecr.send(
      new PutImageScanningConfigurationCommand({
        repositoryName,
        imageScanningConfiguration: news.imageScanningConfiguration ?? { scanOnPush: false },
      }),
    );
    const resourceArn = olds.arn;
    await updateTags(
      news,
      olds,
      (tags) => ecr.send(new TagResourceCommand({ resourceArn, tags: tagList(tags) })),
      (tagKeys) => ecr.send(new UntagResourceCommand({ resourceArn, tagKeys })),
    );
    return (await describedRepository(repositoryName, context)).outputs;
  },
  async delete(repositoryName, { forceDelete: force }, { aws }) {
    await ifPresent(aws.ecr.send(new DeleteRepositoryCommand({ repositoryName, force })), MISSING);
  },
};

async function describedRepository(name: string, { aws }: FunctionContext): Promise<Resource> {
  const { repositories: [found] = [] } = await aws.ecr.send(
    new DescribeRepositoriesCommand({ repositoryNames: [name] }),
  );
  const { tags } = await aws.ecr.send(new ListTagsForResourceCommand({ resourceArn: found?.repositoryArn }));
  return {
    id: name,
    outputs: {
      name,
      arn: found?.repositoryArn,
      registryId: found?.registryId,
      repositoryUrl: found?.repositoryUri,
      imageTagMutability: found?.imageTagMutability,
      imageScanningConfiguration: { scanOnPush: found?.imageScanningConfiguration?.scanOnPush ?? false },
      encryptionConfigurations: [
        {
          encryptionType: found?.encryptionConfiguration?.encryptionType,
          kmsKey: found?.encryptionConfiguration?.kmsKey,
        },
      ],
      tagsAll: tagMap(tags),
    },
  };
}

const lifecyclePolicy: ResourceType = {
  inputs: { repository: "leaf", policy: "leaf" },
  required: ["repository", "policy"],
  replaceOn: ["repository"],
  async create(inputs, context) {
    return { id: inputs.repository, outputs: await putLifecyclePolicy(inputs, context) };
  },
  async read(repositoryName, _known, { aws }) {
    const answer = await ifPresent(
      aws.ecr.send(new GetLifecyclePolicyCommand({ repositoryName })),
      MISSING,
      "LifecyclePolicyNotFoundException",
    );
    return answer && { id: repositoryName, outputs: lifecyclePolicyOutputs(answer) };
  },
  async update(_id, news, _olds, context) {
    return putLifecyclePolicy(news, context);
  },
  async delete(repositoryName, _known, { aws }) {
    await ifPresent(
      aws.ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName })),
      MISSING,
      "LifecyclePolicyNotFoundException",
    );
  },
};

async function putLifecyclePolicy(inputs: Properties, { aws }: ResourceContext): Promise<Properties> {
  return lifecyclePolicyOutputs(
    await aws.ecr.send(
      new PutLifecyclePolicyCommand({
        repositoryName: inputs.repository,
        lifecyclePolicyText: documentText(inputs.policy),
      }),
    ),
  );
}

function lifecyclePolicyOutputs(answer: {
  repositoryName?: string;
  registryId?: string;
  lifecyclePolicyText?: string;
}): Properties {
  const { repositoryName: repository, registryId, lifecyclePolicyText: policy } = answer;
  return { repository, registryId, policy };
}

const getRepository: FunctionType = {
  inputs: { name: "leaf", registryId: "leaf" },
  async invoke({ name, registryId }, context) {
    const { outputs } = await describedRepository(name, context);
    if (registryId && registryId !== outputs.registryId) {
      throw new Error(`repository ${name} is in registry ${outputs.registryId}, not in ${registryId}`);
    }
    const { imageScanningConfiguration, tagsAll, ...others } = outputs;
    return {
      ...others,
      id: name,
      imageScanningConfigurations: [imageScanningConfiguration],
      mostRecentImageTags: await mostRecentTags(name, context),
      tags: tagsAll,
    };
  },
};

async function mostRecentTags(repositoryName: string, { aws }: FunctionContext): Promise<string[]> {
  const { imageDetails = [] } = await aws.ecr.send(new DescribeImagesCommand({ repositoryName }));
  const pushed = imageDetails.map((image) => ({
    at: Number(image.imagePushedAt ?? 0),
    tags: image.imageTags,
  }));
  return pushed.sort((left, right) => right.at - left.at)[0]?.tags ?? [];
}

/** ECR. */
export const ecr: ServiceStandIns = {
  resources: {
    "aws:ecr/repository:Repository": repository,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": lifecyclePolicy,
  },
  functions: { "aws:ecr/getRepository:getRepository": getRepository },
};
