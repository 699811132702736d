import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
} from "@aws-sdk/client-sns";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

function program(
  options: CustomResourceOptions,
  topicArgs: aws.sns.TopicArgs,
  rawMessageDelivery: boolean,
): Record<string, unknown> {
  const queue = new aws.sqs.Queue("subscriber", {}, options);
  const topic = new aws.sns.Topic("news", { name: "news", ...topicArgs }, options);
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic.arn,
      },
    ],
  });
  new aws.sns.TopicPolicy("news", { arn: topic.arn, policy }, options);
  const subscription = new aws.sns.TopicSubscription(
    "news",
    { topic: topic.arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery },
    options,
  );
  return { arn: topic.arn, subscriptionArn: subscription.arn };
}

describe("stand-ins of SNS", () => {
  itLivesThroughTheEngine({
    first: (options) => program(options, { displayName: "News", kmsMasterKeyId: "alias/aws/sns" }, true),
    second: (options) => program(options, { kmsMasterKeyId: "alias/other", tags: { Name: "news" } }, false),
    changes: { update: 2 },
    async created(clients, { arn, subscriptionArn }) {
      const { Attributes = {} } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
      expect(Attributes).to.include({ DisplayName: "News", KmsMasterKeyId: "alias/aws/sns" });
      expect(JSON.parse(Attributes.Policy ?? "").Statement[0].Action).to.equal("sns:Publish");
      const subscription = await clients.sns.send(
        new GetSubscriptionAttributesCommand({ SubscriptionArn: subscriptionArn }),
      );
      expect(subscription.Attributes).to.include({
        RawMessageDelivery: "true",
        PendingConfirmation: "false",
      });
    },
    async updated(clients, { arn, subscriptionArn }) {
      const { Attributes = {} } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
      expect(Attributes).to.include({ DisplayName: "", KmsMasterKeyId: "alias/other" });
      const { Tags = [] } = await clients.sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
      expect(Tags).to.have.deep.members([
        { Key: "Owner", Value: "tests" },
        { Key: "Name", Value: "news" },
      ]);
      const subscription = await clients.sns.send(
        new GetSubscriptionAttributesCommand({ SubscriptionArn: subscriptionArn }),
      );
      expect(subscription.Attributes).to.include({ RawMessageDelivery: "false" });
    },
    async destroyed(clients) {
      const { Topics } = await clients.sns.send(new ListTopicsCommand({}));
      expect(Topics).to.deep.equal([]);
    },
  });
});
