import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  type KMSClient,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  paginateListAliases,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";

import type { FunctionType, Properties, Resource, ResourceType, ServiceStandIns } from "../resource";
import { documentText } from "./attributes";
import { ifPresent } from "./presence";
import { updateTags } from "./tag-lists";

const MISSING = ["NotFoundException"];

const key: ResourceType = {
  inputs: {
    customerMasterKeySpec: "leaf",
    deletionWindowInDays: "leaf",
    description: "leaf",
    enableKeyRotation: "leaf",
    isEnabled: "leaf",
    keyUsage: "leaf",
    multiRegion: "leaf",
    policy: "leaf",
    rotationPeriodInDays: "leaf",
  },
  replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion"],
  tagged: true,
  async create(inputs, { aws }) {
    const { KeyMetadata: made } = await aws.kms.send(
      new CreateKeyCommand({
        Description: inputs.description,
        KeySpec: inputs.customerMasterKeySpec,
        KeyUsage: inputs.keyUsage,
        MultiRegion: inputs.multiRegion,
        Policy: inputs.policy && documentText(inputs.policy),
        Tags: kmsTags(inputs.tagsAll),
      }),
    );
    const id = made?.KeyId ?? "";
    await setRotation(aws.kms, id, inputs, {});
    if (inputs.isEnabled === false) await aws.kms.send(new DisableKeyCommand({ KeyId: id }));
    return { id, outputs: { arn: made?.Arn, keyId: id } };
  },
  async read(id, _known, { aws }) {
    const metadata = await describedKey(aws.kms, id);
    return metadata && readKey(aws.kms, id, metadata);
  },
  async update(KeyId, news, olds, { aws: { kms } }) {
    if (news.description !== olds.description) {
      await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: news.description ?? "" }));
    }
    if (news.policy && news.policy !== olds.policy) {
      await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: documentText(news.policy) }));
    }
    await setRotation(kms, KeyId, news, olds);
    if ((news.isEnabled ?? true) !== (olds.isEnabled ?? true)) {
      await kms.send(
        news.isEnabled === false ? new DisableKeyCommand({ KeyId }) : new EnableKeyCommand({ KeyId }),
      );
    }
    await updateTags(
      news,
      olds,
      (tags) => kms.send(new TagResourceCommand({ KeyId, Tags: kmsTags(tags) })),
      (TagKeys) => kms.send(new UntagResourceCommand({ KeyId, TagKeys })),
    );
    return {};
  },
  async delete(KeyId, { deletionWindowInDays: PendingWindowInDays = 30 }, { aws }) {
    if (!(await describedKey(aws.kms, KeyId))) return;
    await aws.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));
  },
};

/** A key that waits for its deletion is gone, as the real provider sees it. */
async function describedKey(kms: KMSClient, KeyId: string): Promise<KeyMetadata | undefined> {
  const answer = await ifPresent(kms.send(new DescribeKeyCommand({ KeyId })), ...MISSING);
  const pending = ["PendingDeletion", "PendingReplicaDeletion"].includes(answer?.KeyMetadata?.KeyState ?? "");
  return pending ? undefined : answer?.KeyMetadata;
}

async function readKey(kms: KMSClient, KeyId: string, metadata: KeyMetadata): Promise<Resource> {
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
  const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
  const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
  return {
    id: KeyId,
    outputs: {
      arn: metadata.Arn,
      customerMasterKeySpec: metadata.KeySpec,
      description: metadata.Description || undefined,
      enableKeyRotation: rotation.KeyRotationEnabled,
      isEnabled: metadata.Enabled,
      keyId: KeyId,
      keyUsage: metadata.KeyUsage,
      multiRegion: metadata.MultiRegion,
      policy: Policy,
      tagsAll: Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])),
    },
  };
}

async function setRotation(kms: KMSClient, KeyId: string, news: Properties, olds: Properties): Promise<void> {
  const { enableKeyRotation = false, rotationPeriodInDays: RotationPeriodInDays } = news;
  if (
    enableKeyRotation === (olds.enableKeyRotation ?? false) &&
    RotationPeriodInDays === olds.rotationPeriodInDays
  ) {
    return;
  }
  await kms.send(
    enableKeyRotation
      ? new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays })
      : new DisableKeyRotationCommand({ KeyId }),
  );
}

function kmsTags(tags: Readonly<Record<string, string>> = {}): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

const alias: ResourceType = {
  inputs: { name: "leaf", targetKeyId: "leaf" },
  required: ["name", "targetKeyId"],
  replaceOn: ["name"],
  deleteBeforeReplace: true,
  async create({ name, targetKeyId: TargetKeyId }, { aws }) {
    await aws.kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId }));
    return { id: name, outputs: asNamed(await describedAlias(aws.kms, name), TargetKeyId) };
  },
  async read(name, { targetKeyId }, { aws }) {
    const outputs = await ifPresent(describedAlias(aws.kms, name), ...MISSING);
    return outputs && { id: name, outputs: asNamed(outputs, targetKeyId) };
  },
  async update(name, { targetKeyId: TargetKeyId }, _olds, { aws }) {
    await aws.kms.send(new UpdateAliasCommand({ AliasName: name, TargetKeyId }));
    return asNamed(await describedAlias(aws.kms, name), TargetKeyId);
  },
  async delete(name, _known, { aws }) {
    await ifPresent(aws.kms.send(new DeleteAliasCommand({ AliasName: name })), ...MISSING);
  },
};

/** A program may name the key by id or by ARN. */
function asNamed(outputs: Properties, given: string | undefined): Properties {
  return given === outputs.targetKeyArn ? { ...outputs, targetKeyId: given } : outputs;
}

/** @throws NotFoundException when no alias has this name */
async function describedAlias(client: KMSClient, name: string): Promise<Properties> {
  for await (const { Aliases = [] } of paginateListAliases({ client }, {})) {
    const found = Aliases.find(({ AliasName }) => AliasName === name);
    if (!found) continue;
    const { KeyMetadata: target } = await client.send(new DescribeKeyCommand({ KeyId: found.TargetKeyId }));
    return { name, arn: found.AliasArn, targetKeyId: found.TargetKeyId, targetKeyArn: target?.Arn };
  }
  throw Object.assign(new Error(`no alias ${name}`), { name: "NotFoundException" });
}

const getAlias: FunctionType = {
  inputs: { name: "leaf" },
  invoke: async ({ name }, { aws }) => {
    const { arn, targetKeyId, targetKeyArn } = await describedAlias(aws.kms, name);
    return { id: arn, arn, name, targetKeyId, targetKeyArn };
  },
};

const getKey: FunctionType = {
  inputs: { keyId: "leaf" },
  invoke: async ({ keyId }, { aws }) => {
    const { KeyMetadata: metadata } = await aws.kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    return {
      id: metadata?.KeyId,
      keyId,
      arn: metadata?.Arn,
      awsAccountId: metadata?.AWSAccountId,
      customerMasterKeySpec: metadata?.KeySpec,
      keySpec: metadata?.KeySpec,
      description: metadata?.Description ?? "",
      enabled: metadata?.Enabled ?? false,
      keyManager: metadata?.KeyManager,
      keyState: metadata?.KeyState,
      keyUsage: metadata?.KeyUsage,
      multiRegion: metadata?.MultiRegion ?? false,
    };
  },
};

/** KMS keys and their aliases. */
export const kms: ServiceStandIns = {
  resources: { "aws:kms/key:Key": key, "aws:kms/alias:Alias": alias },
  functions: { "aws:kms/getAlias:getAlias": getAlias, "aws:kms/getKey:getKey": getKey },
};
