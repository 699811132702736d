import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  paginateListPolicies,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";

import type { FunctionType, Properties, ResourceType } from "../../resource";
import { documentText } from "../attributes";
import { tagList, tagMap, updateTags } from "../tag-lists";
import { decodedDocument, ifInIam } from "./missing";

/** A policy keeps at most five versions, the one in force among them. */
const MAX_VERSIONS = 5;

export const policy: ResourceType = {
  inputs: { description: "leaf", name: "leaf", path: "leaf", policy: "leaf" },
  required: ["policy"],
  autoName: "name",
  replaceOn: ["description", "name", "path"],
  tagged: true,
  async create(inputs, { aws }) {
    const { Policy: made } = await aws.iam.send(
      new CreatePolicyCommand({
        PolicyName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        PolicyDocument: documentText(inputs.policy),
        Tags: tagList(inputs.tagsAll),
      }),
    );
    const arn = made?.Arn ?? "";
    return { id: arn, outputs: { arn, policyId: made?.PolicyId, path: made?.Path } };
  },
  async read(arn, _known, { aws }) {
    const outputs = await describedPolicy(aws.iam, arn);
    return outputs && { id: arn, outputs };
  },
  async update(PolicyArn, news, olds, { aws: { iam } }) {
    if (news.policy !== olds.policy) {
      await deleteOldVersions(iam, PolicyArn, MAX_VERSIONS - 1);
      const PolicyDocument = documentText(news.policy);
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    }
    await updateTags(
      news,
      olds,
      (tags) => iam.send(new TagPolicyCommand({ PolicyArn, Tags: tagList(tags) })),
      (TagKeys) => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys })),
    );
    return {};
  },
  async delete(PolicyArn, _known, { aws }) {
    await ifInIam(deleteOldVersions(aws.iam, PolicyArn, 1));
    await ifInIam(aws.iam.send(new DeletePolicyCommand({ PolicyArn })));
  },
};

async function describedPolicy(iam: IAMClient, PolicyArn: string): Promise<Properties | undefined> {
  const answer = await ifInIam(iam.send(new GetPolicyCommand({ PolicyArn })));
  const found = answer?.Policy;
  if (!found) return undefined;
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: found.DefaultVersionId }),
  );
  return {
    arn: PolicyArn,
    attachmentCount: found.AttachmentCount ?? 0,
    description: found.Description,
    name: found.PolicyName,
    path: found.Path,
    policy: decodedDocument(PolicyVersion?.Document),
    policyId: found.PolicyId,
    tagsAll: tagMap(found.Tags),
  };
}

/** Deletes the oldest versions, without the one in force, until no more than `keep` are left. */
async function deleteOldVersions(iam: IAMClient, PolicyArn: string, keep: number): Promise<void> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  const old = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort(
    (left, right) => Number(left.VersionId?.slice(1)) - Number(right.VersionId?.slice(1)),
  );
  for (const { VersionId } of old.slice(0, Math.max(0, Versions.length - keep))) {
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  }
}

export const getPolicy: FunctionType = {
  inputs: { arn: "leaf", name: "leaf", pathPrefix: "leaf" },
  invoke: async (args, { aws }) => {
    const arn = args.arn ?? (await arnOf(aws.iam, args));
    const found = arn && (await describedPolicy(aws.iam, arn));
    if (!found) throw new Error(`no IAM policy ${JSON.stringify(args)}`);
    return { ...found, id: arn, tags: found.tagsAll };
  },
};

async function arnOf(
  client: IAMClient,
  { name, pathPrefix: PathPrefix }: Properties,
): Promise<string | undefined> {
  for await (const { Policies = [] } of paginateListPolicies({ client }, { PathPrefix })) {
    const found = Policies.find(({ PolicyName }) => PolicyName === name);
    if (found) return found.Arn;
  }
  return undefined;
}
