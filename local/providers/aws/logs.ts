import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteResourcePolicyCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  PutResourcePolicyCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { documentText } from "./attributes";
import { logMetricFilter } from "./logs-metric-filter";
import { queryDefinition } from "./logs-query-definition";
import { ifPresent, present } from "./presence";
import { updateTags } from "./tag-lists";

const MISSING = "ResourceNotFoundException";

const logGroup: ResourceType = {
  inputs: {
    name: "leaf",
    retentionInDays: "leaf",
    kmsKeyId: "leaf",
    logGroupClass: "leaf",
    skipDestroy: "leaf",
  },
  autoName: "name",
  replaceOn: ["name", "logGroupClass"],
  tagged: true,
  async create(inputs, context) {
    await context.aws.logs.send(
      new CreateLogGroupCommand({
        logGroupName: inputs.name,
        kmsKeyId: inputs.kmsKeyId,
        logGroupClass: inputs.logGroupClass,
        tags: inputs.tagsAll,
      }),
    );
    await putRetention(inputs.name, inputs.retentionInDays, context);
    return present(await describedLogGroup(inputs.name, context), `log group ${inputs.name}`);
  },
  async read(name, _known, context) {
    return describedLogGroup(name, context);
  },
  async update(name, news, olds, context) {
    const { logs } = context.aws;
    if (news.retentionInDays !== olds.retentionInDays)
      await putRetention(name, news.retentionInDays, context);
    if (news.kmsKeyId !== olds.kmsKeyId) await putKey(name, news.kmsKeyId, context);
    const resourceArn = olds.arn;
    await updateTags(
      news,
      olds,
      (tags) => logs.send(new TagResourceCommand({ resourceArn, tags })),
      (tagKeys) => logs.send(new UntagResourceCommand({ resourceArn, tagKeys })),
    );
    return present(await describedLogGroup(name, context), `log group ${name}`).outputs;
  },
  async delete(logGroupName, { skipDestroy }, { aws }) {
    if (skipDestroy) return;
    await ifPresent(aws.logs.send(new DeleteLogGroupCommand({ logGroupName })), MISSING);
  },
};

async function putRetention(
  logGroupName: string,
  retentionInDays: number | undefined,
  { aws }: ResourceContext,
): Promise<void> {
  if (retentionInDays) await aws.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  else await aws.logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
}

async function putKey(
  logGroupName: string,
  kmsKeyId: string | undefined,
  { aws }: ResourceContext,
): Promise<void> {
  if (kmsKeyId) await aws.logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
  else await aws.logs.send(new DisassociateKmsKeyCommand({ logGroupName }));
}

async function describedLogGroup(name: string, { aws }: ResourceContext): Promise<Resource | undefined> {
  const { logGroups = [] } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (!group) return undefined;
  const arn = group.arn?.replace(/:\*$/, "") ?? "";
  const { tags } = await aws.logs.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  return {
    id: name,
    outputs: {
      name,
      arn,
      retentionInDays: group.retentionInDays ?? 0,
      kmsKeyId: group.kmsKeyId,
      logGroupClass: group.logGroupClass,
      tagsAll: tags ?? {},
    },
  };
}

const logResourcePolicy: ResourceType = {
  inputs: { policyName: "leaf", policyDocument: "leaf" },
  required: ["policyName", "policyDocument"],
  replaceOn: ["policyName"],
  async create(inputs, context) {
    return { id: inputs.policyName, outputs: await putResourcePolicy(inputs, context) };
  },
  async read(policyName, _known, { aws }) {
    const { resourcePolicies = [] } = await aws.logs.send(new DescribeResourcePoliciesCommand({}));
    const policy = resourcePolicies.find((candidate) => candidate.policyName === policyName);
    return policy && { id: policyName, outputs: { policyName, policyDocument: policy.policyDocument } };
  },
  async update(_policyName, news, _olds, context) {
    return putResourcePolicy(news, context);
  },
  async delete(policyName, _known, { aws }) {
    await ifPresent(aws.logs.send(new DeleteResourcePolicyCommand({ policyName })), MISSING);
  },
};

async function putResourcePolicy(inputs: Properties, { aws }: ResourceContext): Promise<Properties> {
  const { policyName } = inputs;
  const policyDocument = documentText(inputs.policyDocument);
  await aws.logs.send(new PutResourcePolicyCommand({ policyName, policyDocument }));
  return { policyName, policyDocument };
}

/**
 * CloudWatch Logs; the provider has it in its module `cloudwatch`. The emulator cannot change the key of a log
 * group that is there (AssociateKmsKey), so that this one update fails, with its message.
 */
export const logs: ServiceStandIns = {
  resources: {
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": logMetricFilter,
    "aws:cloudwatch/queryDefinition:QueryDefinition": queryDefinition,
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": logResourcePolicy,
  },
};
