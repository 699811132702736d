import {
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import * as aws from "@pulumi/aws";
import { type CustomResourceOptions, jsonStringify } from "@pulumi/pulumi";
import { expect } from "chai";
import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

const Bucket = "state-notifications";

function program(options: CustomResourceOptions, filterPrefix: string, filterSuffix?: string) {
  const bucket = new aws.s3.Bucket("state", { bucket: Bucket }, options);
  const queue = new aws.sqs.Queue("events", { name: "events" }, options);
  const policy = new aws.sqs.QueuePolicy(
    "events",
    {
      queueUrl: queue.url,
      policy: jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "s3.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queue.arn,
            Condition: { ArnEquals: { "aws:SourceArn": bucket.arn } },
          },
        ],
      }),
    },
    options,
  );
  new aws.s3.BucketNotification(
    "events",
    {
      bucket: bucket.id,
      queues: [
        { id: "all", queueArn: queue.arn, events: ["s3:ObjectCreated:Put"], filterPrefix, filterSuffix },
      ],
    },
    { ...options, dependsOn: [policy] },
  );
  return { url: queue.url };
}

/** Keys of the objects that messages speak of, which are then gone. */
async function keysOf(clients: Clients, QueueUrl: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) {
      return keys;
    }
    for (const { Body = "{}", ReceiptHandle } of Messages) {
      const { Records = [] } = JSON.parse(Body);
      keys.push(...Records.map(({ s3 }: { s3: { object: { key: string } } }) => s3.object.key));
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function put(clients: Clients, ...keys: readonly string[]): Promise<void> {
  for (const Key of keys) {
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  }
}

describe("stand-in of bucket notifications", () => {
  itLivesThroughTheEngine({
    first: (options) => program(options, "stacks/"),
    second: (options) => program(options, "locks/", ".json"),
    changes: { update: 1 },
    async created(clients, { url }) {
      await put(clients, "stacks/one.json", "locks/one.json");
      expect(await keysOf(clients, url)).to.deep.equal(["stacks/one.json"]);
    },
    async updated(clients, { url }) {
      await put(clients, "stacks/two.json", "locks/two.json", "locks/two");
      expect(await keysOf(clients, url)).to.deep.equal(["locks/two.json"]);
    },
    async beforeDestruction(clients) {
      const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents) {
        await clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
      }
    },
    async destroyed(clients) {
      const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
      expect(Buckets).to.deep.equal([]);
    },
  });
});
