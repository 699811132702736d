import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";

import type { FunctionType, Properties, ResourceType } from "../../resource";
import { equivalent } from "../../values";
import { documentText } from "../attributes";
import { tagList, tagMap, updateTags } from "../tag-lists";
import { decodedDocument, ifInIam } from "./missing";

export const role: ResourceType = {
  inputs: {
    assumeRolePolicy: "leaf",
    description: "leaf",
    forceDetachPolicies: "leaf",
    inlinePolicies: { name: "leaf", policy: "leaf" },
    managedPolicyArns: "leaf",
    maxSessionDuration: "leaf",
    name: "leaf",
    path: "leaf",
    permissionsBoundary: "leaf",
  },
  required: ["assumeRolePolicy"],
  autoName: "name",
  replaceOn: ["name", "path"],
  tagged: true,
  async create(inputs, { aws }) {
    const { Role: made } = await aws.iam.send(
      new CreateRoleCommand({
        RoleName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        AssumeRolePolicyDocument: documentText(inputs.assumeRolePolicy),
        MaxSessionDuration: inputs.maxSessionDuration,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: tagList(inputs.tagsAll),
      }),
    );
    await setPolicies(aws.iam, inputs.name, inputs, {});
    return {
      id: inputs.name,
      outputs: {
        arn: made?.Arn,
        path: made?.Path,
        uniqueId: made?.RoleId,
        createDate: made?.CreateDate?.toISOString(),
      },
    };
  },
  async read(name, known, { aws }) {
    const outputs = await describedRole(aws.iam, name);
    if (!outputs) return undefined;
    // Read for a refresh whoever made them, but never taken for the program's own when a role is imported.
    const imported = Object.keys(known).length === 0;
    const policies = imported
      ? {}
      : {
          inlinePolicies: await inlinePoliciesOf(aws.iam, name),
          managedPolicyArns: await attachedTo(aws.iam, name),
        };
    return { id: name, outputs: { ...outputs, ...policies } };
  },
  async update(RoleName, news, olds, { aws: { iam } }) {
    if (!equivalent(news.assumeRolePolicy, olds.assumeRolePolicy)) {
      const PolicyDocument = documentText(news.assumeRolePolicy);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    }
    const { description: Description = "", maxSessionDuration: MaxSessionDuration = 3600 } = news;
    if (
      Description !== (olds.description ?? "") ||
      MaxSessionDuration !== (olds.maxSessionDuration ?? 3600)
    ) {
      await iam.send(new UpdateRoleCommand({ RoleName, Description, MaxSessionDuration }));
    }
    await setBoundary(iam, RoleName, news.permissionsBoundary, olds.permissionsBoundary);
    // A list that the program does not give stays as it is: RolePolicy and its like own what is in it.
    await setPolicies(iam, RoleName, news, {
      inlinePolicies: news.inlinePolicies && olds.inlinePolicies,
      managedPolicyArns: news.managedPolicyArns && olds.managedPolicyArns,
    });
    await updateTags(
      news,
      olds,
      (tags) => iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) })),
      (TagKeys) => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
    );
    return {};
  },
  async delete(RoleName, known, { aws: { iam } }) {
    if (known.forceDetachPolicies) {
      const owned = {
        inlinePolicies: await inlinePoliciesOf(iam, RoleName),
        managedPolicyArns: await attachedTo(iam, RoleName),
      };
      await setPolicies(iam, RoleName, {}, owned);
    } else {
      await ifInIam(setPolicies(iam, RoleName, {}, known));
    }
    await ifInIam(iam.send(new DeleteRoleCommand({ RoleName })));
  },
};

async function describedRole(iam: IAMClient, RoleName: string): Promise<Properties | undefined> {
  const answer = await ifInIam(iam.send(new GetRoleCommand({ RoleName })));
  const found = answer?.Role;
  if (!found) return undefined;
  const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
  return {
    arn: found.Arn,
    assumeRolePolicy: decodedDocument(found.AssumeRolePolicyDocument),
    createDate: found.CreateDate?.toISOString(),
    description: found.Description || undefined,
    maxSessionDuration: found.MaxSessionDuration,
    name: found.RoleName,
    path: found.Path,
    permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
    tagsAll: tagMap(Tags),
    uniqueId: found.RoleId,
  };
}

async function setBoundary(
  iam: IAMClient,
  RoleName: string,
  now: string | undefined,
  before: string | undefined,
): Promise<void> {
  if (now === before) return;
  if (now) await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: now }));
  else await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
}

/** Brings the policies that the role itself lists (not those of RolePolicy and its like) from old to new. */
async function setPolicies(
  iam: IAMClient,
  RoleName: string,
  news: Properties,
  olds: Properties,
): Promise<void> {
  const inline = changes<Properties>(news.inlinePolicies, olds.inlinePolicies);
  for (const { name: PolicyName } of inline.removed) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
  for (const { name: PolicyName, policy } of inline.added) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: documentText(policy) }));
  }
  const managed = changes<string>(news.managedPolicyArns, olds.managedPolicyArns);
  for (const PolicyArn of managed.removed)
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  for (const PolicyArn of managed.added) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

function changes<Item>(now: readonly Item[] = [], before: readonly Item[] = []) {
  const isIn = (items: readonly Item[]) => (item: Item) => items.some((other) => equivalent(item, other));
  return {
    added: now.filter((item) => !isIn(before)(item)),
    removed: before.filter((item) => !isIn(now)(item)),
  };
}

async function inlinePoliciesOf(iam: IAMClient, RoleName: string): Promise<Properties[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return { name: PolicyName, policy: decodedDocument(PolicyDocument) };
    }),
  );
}

async function attachedTo(iam: IAMClient, RoleName: string): Promise<string[]> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []);
}

export const getRole: FunctionType = {
  inputs: { name: "leaf" },
  invoke: async ({ name }, { aws }) => {
    const found = await describedRole(aws.iam, name);
    if (!found) throw new Error(`no IAM role ${name}`);
    return { ...found, id: name, tags: found.tagsAll, permissionsBoundary: found.permissionsBoundary ?? "" };
  },
};
