import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
  type RequestLaunchTemplateData,
  type ResourceType as TaggedType,
} from "@aws-sdk/client-ec2";

import type { Properties } from "../../resource";
import { equivalent } from "../../values";
import { camelCase, pascalCase } from "../letter-case";
import { tagList, tagMap } from "../tag-lists";
import { arnOf, ec2Type, tagSpecifications } from "./ec2-type";
import { only } from "./filters";

/** Inputs that a version of the template holds; the emulator keeps no enclave options and no KMS keys. */
const DATA_INPUTS = {
  blockDeviceMappings: {
    deviceName: "leaf",
    ebs: {
      deleteOnTermination: "leaf",
      encrypted: "leaf",
      iops: "leaf",
      kmsKeyId: "leaf",
      throughput: "leaf",
      volumeSize: "leaf",
      volumeType: "leaf",
    },
  },
  disableApiTermination: "leaf",
  ebsOptimized: "leaf",
  enclaveOptions: { enabled: "leaf" },
  iamInstanceProfile: { arn: "leaf", name: "leaf" },
  imageId: "leaf",
  instanceInitiatedShutdownBehavior: "leaf",
  instanceType: "leaf",
  metadataOptions: {
    httpEndpoint: "leaf",
    httpProtocolIpv6: "leaf",
    httpPutResponseHopLimit: "leaf",
    httpTokens: "leaf",
    instanceMetadataTags: "leaf",
  },
  monitoring: { enabled: "leaf" },
  networkInterfaces: {
    associatePublicIpAddress: "leaf",
    deleteOnTermination: "leaf",
    description: "leaf",
    deviceIndex: "leaf",
    networkInterfaceId: "leaf",
    securityGroups: "leaf",
    subnetId: "leaf",
  },
  tagSpecifications: { resourceType: "leaf", tags: "map" },
  userData: "leaf",
  vpcSecurityGroupIds: "leaf",
} as const;

export const launchTemplate = ec2Type({
  inputs: { ...DATA_INPUTS, description: "leaf", name: "leaf", updateDefaultVersion: "leaf" },
  autoName: "name",
  replaceOn: ["name"],
  volatile: ["latestVersion", "defaultVersion"],
  create: async (inputs, { aws }) => {
    const { LaunchTemplate } = await aws.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: inputs.name,
        LaunchTemplateData: dataOf(inputs),
        VersionDescription: inputs.description,
        TagSpecifications: tagSpecifications("launch-template", inputs.tagsAll),
      }),
    );
    return LaunchTemplate?.LaunchTemplateId;
  },
  describe: async (id, context, known) => {
    const { ec2 } = context.aws;
    const { LaunchTemplates } = await ec2.send(
      new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }),
    );
    if (LaunchTemplates?.length === 0) return undefined;
    const found = only(LaunchTemplates, "launch template", { id });
    const { LaunchTemplateVersions: versions } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ["$Latest"] }),
    );
    return {
      ...propertiesOf(versions?.[0]?.LaunchTemplateData ?? {}, known),
      arn: arnOf("launch-template", id, context),
      defaultVersion: found.DefaultVersionNumber,
      description: versions?.[0]?.VersionDescription || undefined,
      latestVersion: found.LatestVersionNumber,
      name: found.LaunchTemplateName,
      tagsAll: tagMap(found.Tags),
    };
  },
  update: async (LaunchTemplateId, news, olds, { aws: { ec2 } }) => {
    const [now, before] = [dataOf(news), dataOf(olds)];
    if (equivalent(now, before) && news.description === olds.description) return;
    const { LaunchTemplateVersion: made } = await ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId,
        LaunchTemplateData: now,
        VersionDescription: news.description,
      }),
    );
    if (!news.updateDefaultVersion) return;
    const DefaultVersion = String(made?.VersionNumber);
    await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }));
  },
  remove: (LaunchTemplateId, _known, { aws }) =>
    aws.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
});

/** EC2's form of a version; the provider's schema has some booleans as text, and some names of its own. */
function dataOf(inputs: Properties): RequestLaunchTemplateData {
  const {
    networkInterfaces,
    tagSpecifications: specifications,
    vpcSecurityGroupIds,
    ...plain
  } = dataInputs(inputs);
  return {
    ...pascalCase(withBooleans(plain)),
    NetworkInterfaces: networkInterfaces?.map(({ securityGroups, ...each }: Properties) => ({
      ...pascalCase(withBooleans(each)),
      Groups: securityGroups,
    })),
    SecurityGroupIds: vpcSecurityGroupIds,
    TagSpecifications: specifications?.map(({ resourceType, tags }: Properties) => ({
      ResourceType: resourceType as TaggedType,
      Tags: tagList(tags),
    })),
  };
}

function dataInputs(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key in DATA_INPUTS));
}

function withBooleans<Value>(value: Value): Value {
  if (value === "true" || value === "false") return (value === "true") as Value;
  if (Array.isArray(value)) return value.map(withBooleans) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBooleans(item)])) as Value;
}

/**
 * Output properties for the part of a version that the emulator answers. It does not answer the security groups of
 * an interface, so that interfaces are left as they are known; nor the KMS key of a volume, which is what is known.
 */
function propertiesOf(data: object, known: Properties): Properties {
  const {
    blockDeviceMappings: mappings,
    networkInterfaces: _,
    securityGroupIds,
    tagSpecifications: specifications,
    ...plain
  } = camelCase(data) as Properties;
  return {
    ...plain,
    ...(mappings && {
      blockDeviceMappings: mappings.map((mapping: Properties) => withKnownKey(mapping, known)),
    }),
    ...(securityGroupIds && { vpcSecurityGroupIds: securityGroupIds }),
    ...(specifications && {
      tagSpecifications: specifications.map(({ resourceType, tags }: Properties) => ({
        resourceType,
        tags: tagMap(tags),
      })),
    }),
  };
}

function withKnownKey(mapping: Properties, known: Properties): Properties {
  const before = known.blockDeviceMappings?.find(
    ({ deviceName }: Properties) => deviceName === mapping.deviceName,
  );
  const kmsKeyId = before?.ebs?.kmsKeyId;
  return kmsKeyId && mapping.ebs ? { ...mapping, ebs: { kmsKeyId, ...mapping.ebs } } : mapping;
}
