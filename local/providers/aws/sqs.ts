import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { type Attribute, attributesOf, changedAttributes, documentText, propertiesOf } from "./attributes";
import { ifPresent } from "./presence";
import { updateTags } from "./tag-lists";

const ATTRIBUTES: readonly Attribute[] = [
  { input: "visibilityTimeoutSeconds", attribute: "VisibilityTimeout", kind: "number", default: "30" },
  {
    input: "messageRetentionSeconds",
    attribute: "MessageRetentionPeriod",
    kind: "number",
    default: "345600",
  },
  { input: "maxMessageSize", attribute: "MaximumMessageSize", kind: "number", default: "1048576" },
  { input: "delaySeconds", attribute: "DelaySeconds", kind: "number", default: "0" },
  {
    input: "receiveWaitTimeSeconds",
    attribute: "ReceiveMessageWaitTimeSeconds",
    kind: "number",
    default: "0",
  },
  { input: "kmsMasterKeyId", attribute: "KmsMasterKeyId", kind: "text", default: "" },
  {
    input: "kmsDataKeyReusePeriodSeconds",
    attribute: "KmsDataKeyReusePeriodSeconds",
    kind: "number",
  },
  { input: "sqsManagedSseEnabled", attribute: "SqsManagedSseEnabled", kind: "boolean" },
  { input: "redrivePolicy", attribute: "RedrivePolicy", kind: "document", default: "" },
  { input: "redriveAllowPolicy", attribute: "RedriveAllowPolicy", kind: "document", default: "" },
];

const MISSING = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];

const queue: ResourceType = {
  inputs: {
    name: "leaf",
    ...Object.fromEntries(ATTRIBUTES.map(({ input }) => [input, "leaf" as const])),
  },
  autoName: "name",
  replaceOn: ["name"],
  tagged: true,
  async create(inputs, context) {
    const { QueueUrl } = await context.aws.sqs.send(
      new CreateQueueCommand({
        QueueName: inputs.name,
        Attributes: attributesOf(ATTRIBUTES, inputs),
        tags: inputs.tagsAll,
      }),
    );
    return describedQueue(QueueUrl ?? "", context);
  },
  async read(url, _known, context) {
    return ifPresent(describedQueue(url, context), ...MISSING);
  },
  async update(QueueUrl, news, olds, context) {
    const { sqs } = context.aws;
    const Attributes = changedAttributes(ATTRIBUTES, news, olds);
    if (Object.keys(Attributes).length > 0) {
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    }
    await updateTags(
      news,
      olds,
      (Tags) => sqs.send(new TagQueueCommand({ QueueUrl, Tags })),
      (TagKeys) => sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })),
    );
    return (await describedQueue(QueueUrl, context)).outputs;
  },
  async delete(QueueUrl, _known, context) {
    await ifPresent(context.aws.sqs.send(new DeleteQueueCommand({ QueueUrl })), ...MISSING);
  },
};

async function describedQueue(QueueUrl: string, { aws }: ResourceContext): Promise<Resource> {
  const { Attributes = {} } = await aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  const { Tags } = await aws.sqs.send(new ListQueueTagsCommand({ QueueUrl }));
  const arn = Attributes.QueueArn ?? "";
  return {
    id: QueueUrl,
    outputs: {
      ...propertiesOf(ATTRIBUTES, Attributes),
      name: arn.slice(arn.lastIndexOf(":") + 1),
      arn,
      url: QueueUrl,
      tagsAll: Tags ?? {},
    },
  };
}

const queuePolicy: ResourceType = {
  inputs: { queueUrl: "leaf", policy: "leaf" },
  required: ["queueUrl", "policy"],
  replaceOn: ["queueUrl"],
  async create({ queueUrl, policy }, context) {
    return { id: queueUrl, outputs: await putQueuePolicy(queueUrl, documentText(policy), context) };
  },
  async read(queueUrl, _known, { aws }) {
    const answer = await ifPresent(
      aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["Policy"] })),
      ...MISSING,
    );
    const policy = answer?.Attributes?.Policy;
    return policy ? { id: queueUrl, outputs: { queueUrl, policy } } : undefined;
  },
  async update(queueUrl, { policy }, _olds, context) {
    return putQueuePolicy(queueUrl, documentText(policy), context);
  },
  async delete(queueUrl, _known, context) {
    await ifPresent(putQueuePolicy(queueUrl, "", context), ...MISSING);
  },
};

async function putQueuePolicy(
  queueUrl: string,
  Policy: string,
  { aws }: ResourceContext,
): Promise<Properties> {
  await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy } }));
  return { queueUrl, policy: Policy };
}

/** SQS. A queue's own `policy` input is left to QueuePolicy, so that one policy has one owner. */
export const sqs: ServiceStandIns = {
  resources: {
    "aws:sqs/queue:Queue": queue,
    "aws:sqs/queuePolicy:QueuePolicy": queuePolicy,
  },
};
