import { GetQueueAttributesCommand, ListQueuesCommand, ListQueueTagsCommand } from "@aws-sdk/client-sqs";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine, type Outputs } from "../support/provider-scenario";

function program(
  options: CustomResourceOptions,
  queueArgs: aws.sqs.QueueArgs,
  action: string,
): Record<string, unknown> {
  const dead = new aws.sqs.Queue("dead", { name: "dead" }, options);
  const queue = new aws.sqs.Queue(
    "work",
    {
      ...queueArgs,
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }),
    },
    options,
  );
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: action,
        Resource: queue.arn,
      },
    ],
  });
  new aws.sqs.QueuePolicy("work", { queueUrl: queue.url, policy }, options);
  return { url: queue.url, name: queue.name, deadArn: dead.arn };
}

async function attributesOf(clients: Clients, QueueUrl: string): Promise<Outputs> {
  const answer = await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return answer.Attributes ?? {};
}

describe("stand-ins of SQS", () => {
  itLivesThroughTheEngine({
    first: (options) =>
      program(
        options,
        { visibilityTimeoutSeconds: 60, messageRetentionSeconds: 1209600, sqsManagedSseEnabled: true },
        "sqs:SendMessage",
      ),
    second: (options) =>
      program(
        options,
        { messageRetentionSeconds: 86400, sqsManagedSseEnabled: true, tags: { Name: "work" } },
        "sqs:*",
      ),
    changes: { update: 2 },
    async created(clients, { url, name, deadArn }) {
      expect(name).to.match(/^work-[0-9a-f]{7}$/);
      const attributes = await attributesOf(clients, url);
      expect(attributes).to.include({ VisibilityTimeout: "60", MessageRetentionPeriod: "1209600" });
      expect(JSON.parse(attributes.RedrivePolicy)).to.deep.equal({
        deadLetterTargetArn: deadArn,
        maxReceiveCount: 3,
      });
      expect(JSON.parse(attributes.Policy).Statement[0].Action).to.equal("sqs:SendMessage");
    },
    async updated(clients, { url }) {
      const attributes = await attributesOf(clients, url);
      expect(attributes).to.include({ VisibilityTimeout: "30", MessageRetentionPeriod: "86400" });
      expect(JSON.parse(attributes.Policy).Statement[0].Action).to.equal("sqs:*");
      const { Tags } = await clients.sqs.send(new ListQueueTagsCommand({ QueueUrl: url }));
      expect(Tags).to.deep.equal({ Owner: "tests", Name: "work" });
    },
    async destroyed(clients) {
      const { QueueUrls = [] } = await clients.sqs.send(new ListQueuesCommand({}));
      expect(QueueUrls).to.deep.equal([]);
    },
  });
});
