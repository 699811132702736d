import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { type Attribute, attributesOf, changedAttributes, documentText, propertiesOf } from "./attributes";
import { ifPresent } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const MISSING = ["NotFoundException", "NotFound"];

const TOPIC_ATTRIBUTES: readonly Attribute[] = [
  { input: "displayName", attribute: "DisplayName", kind: "text", default: "" },
  { input: "kmsMasterKeyId", attribute: "KmsMasterKeyId", kind: "text", default: "" },
  { input: "deliveryPolicy", attribute: "DeliveryPolicy", kind: "document", default: "" },
  { input: "tracingConfig", attribute: "TracingConfig", kind: "text", default: "PassThrough" },
  { input: "signatureVersion", attribute: "SignatureVersion", kind: "number", default: "1" },
];

const topic: ResourceType = {
  inputs: {
    name: "leaf",
    ...Object.fromEntries(TOPIC_ATTRIBUTES.map(({ input }) => [input, "leaf" as const])),
  },
  autoName: "name",
  replaceOn: ["name"],
  tagged: true,
  async create(inputs, context) {
    const { TopicArn } = await context.aws.sns.send(
      new CreateTopicCommand({
        Name: inputs.name,
        Attributes: attributesOf(TOPIC_ATTRIBUTES, inputs),
        Tags: tagList(inputs.tagsAll),
      }),
    );
    return describedTopic(TopicArn ?? "", context);
  },
  async read(arn, _known, context) {
    return ifPresent(describedTopic(arn, context), ...MISSING);
  },
  async update(TopicArn, news, olds, context) {
    const { sns } = context.aws;
    for (const [AttributeName, AttributeValue] of Object.entries(
      changedAttributes(TOPIC_ATTRIBUTES, news, olds),
    )) {
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    }
    await updateTags(
      news,
      olds,
      (tags) => sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: tagList(tags) })),
      (TagKeys) => sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys })),
    );
    return (await describedTopic(TopicArn, context)).outputs;
  },
  async delete(TopicArn, _known, { aws }) {
    await ifPresent(aws.sns.send(new DeleteTopicCommand({ TopicArn })), ...MISSING);
  },
};

async function describedTopic(TopicArn: string, { aws }: ResourceContext): Promise<Resource> {
  const { Attributes = {} } = await aws.sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const { Tags } = await aws.sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
  return {
    id: TopicArn,
    outputs: {
      ...propertiesOf(TOPIC_ATTRIBUTES, Attributes),
      name: TopicArn.slice(TopicArn.lastIndexOf(":") + 1),
      arn: TopicArn,
      owner: Attributes.Owner,
      tagsAll: tagMap(Tags),
    },
  };
}

const topicPolicy: ResourceType = {
  inputs: { arn: "leaf", policy: "leaf" },
  required: ["arn", "policy"],
  replaceOn: ["arn"],
  async create({ arn, policy }, context) {
    return { id: arn, outputs: await putTopicPolicy(arn, documentText(policy), context) };
  },
  async read(arn, _known, { aws }) {
    const answer = await ifPresent(
      aws.sns.send(new GetTopicAttributesCommand({ TopicArn: arn })),
      ...MISSING,
    );
    if (!answer) return undefined;
    const { Policy: policy, Owner: owner } = answer.Attributes ?? {};
    return { id: arn, outputs: { arn, owner, policy } };
  },
  async update(arn, { policy }, _olds, context) {
    return putTopicPolicy(arn, documentText(policy), context);
  },
  async delete(arn, _known, context) {
    await ifPresent(putTopicPolicy(arn, defaultTopicPolicy(arn, context), context), ...MISSING);
  },
};

async function putTopicPolicy(
  arn: string,
  policy: string,
  { aws, accountId }: ResourceContext,
): Promise<Properties> {
  await aws.sns.send(
    new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }),
  );
  return { arn, policy, owner: accountId };
}

/** A topic always has a policy: without one of its own, this one, in which only its account may act. */
function defaultTopicPolicy(arn: string, { accountId }: ResourceContext): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["SNS:Publish", "SNS:Subscribe", "SNS:Receive"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  });
}

const SUBSCRIPTION_ATTRIBUTES: readonly Attribute[] = [
  { input: "rawMessageDelivery", attribute: "RawMessageDelivery", kind: "boolean", default: "false" },
  { input: "filterPolicy", attribute: "FilterPolicy", kind: "document", default: "{}" },
  { input: "filterPolicyScope", attribute: "FilterPolicyScope", kind: "text", default: "MessageAttributes" },
  { input: "redrivePolicy", attribute: "RedrivePolicy", kind: "document", default: "" },
];

const topicSubscription: ResourceType = {
  inputs: {
    topic: "leaf",
    protocol: "leaf",
    endpoint: "leaf",
    ...Object.fromEntries(SUBSCRIPTION_ATTRIBUTES.map(({ input }) => [input, "leaf" as const])),
  },
  required: ["topic", "protocol", "endpoint"],
  replaceOn: ["topic", "protocol", "endpoint"],
  async create(inputs, context) {
    const { SubscriptionArn } = await context.aws.sns.send(
      new SubscribeCommand({
        TopicArn: inputs.topic,
        Protocol: inputs.protocol,
        Endpoint: inputs.endpoint,
        Attributes: attributesOf(SUBSCRIPTION_ATTRIBUTES, inputs),
        ReturnSubscriptionArn: true,
      }),
    );
    return describedSubscription(SubscriptionArn ?? "", context);
  },
  async read(arn, _known, context) {
    return ifPresent(describedSubscription(arn, context), ...MISSING);
  },
  async update(SubscriptionArn, news, olds, context) {
    for (const [AttributeName, AttributeValue] of Object.entries(
      changedAttributes(SUBSCRIPTION_ATTRIBUTES, news, olds),
    )) {
      await context.aws.sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    }
    return (await describedSubscription(SubscriptionArn, context)).outputs;
  },
  async delete(SubscriptionArn, _known, { aws }) {
    await ifPresent(aws.sns.send(new UnsubscribeCommand({ SubscriptionArn })), ...MISSING);
  },
};

async function describedSubscription(SubscriptionArn: string, { aws }: ResourceContext): Promise<Resource> {
  const { Attributes = {} } = await aws.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  return {
    id: SubscriptionArn,
    outputs: {
      ...propertiesOf(SUBSCRIPTION_ATTRIBUTES, Attributes),
      arn: SubscriptionArn,
      topic: Attributes.TopicArn,
      protocol: Attributes.Protocol,
      endpoint: Attributes.Endpoint,
      ownerId: Attributes.Owner,
      pendingConfirmation: Attributes.PendingConfirmation === "true",
      confirmationWasAuthenticated: Attributes.ConfirmationWasAuthenticated === "true",
    },
  };
}

/**
 * SNS. A topic's own `policy` input is left to TopicPolicy, so that one policy has one owner. The emulator
 * answers no ARN for subscriptions by http(s) before they are confirmed, so those cannot be made here.
 */
export const sns: ServiceStandIns = {
  resources: {
    "aws:sns/topic:Topic": topic,
    "aws:sns/topicPolicy:TopicPolicy": topicPolicy,
    "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
  },
};
