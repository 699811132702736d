import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type QueueConfiguration,
} from "@aws-sdk/client-s3";

import type { Properties, ResourceContext, ResourceType } from "../resource";
import { ifPresent } from "./presence";

const MISSING = "NoSuchBucket";

/** All notifications of a bucket, which has one configuration for them; those to queues are understood. */
export const bucketNotification: ResourceType = {
  inputs: {
    bucket: "leaf",
    queues: { id: "leaf", queueArn: "leaf", events: "leaf", filterPrefix: "leaf", filterSuffix: "leaf" },
  },
  required: ["bucket"],
  replaceOn: ["bucket"],
  async create(inputs, context) {
    await putNotification(inputs.bucket, inputs.queues ?? [], context);
    return { id: inputs.bucket, outputs: outputsOf(inputs) };
  },
  async read(bucket, _known, { aws }) {
    const answer = await ifPresent(
      aws.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket })),
      MISSING,
    );
    const queues = (answer?.QueueConfigurations ?? []).map(queueOf);
    // A bucket always has a configuration; an empty one is what is left when there is none of ours.
    return queues.length > 0 ? { id: bucket, outputs: { bucket, queues } } : undefined;
  },
  async update(_id, news, _olds, context) {
    await putNotification(news.bucket, news.queues ?? [], context);
    return outputsOf(news);
  },
  async delete(_id, { bucket }, context) {
    await ifPresent(putNotification(bucket, [], context), MISSING);
  },
};

async function putNotification(
  Bucket: string,
  queues: readonly Properties[],
  { aws }: ResourceContext,
): Promise<void> {
  await aws.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { QueueConfigurations: queues.map(configurationOf) },
    }),
  );
}

function configurationOf({
  id,
  queueArn,
  events,
  filterPrefix,
  filterSuffix,
}: Properties): QueueConfiguration {
  const rules = Object.entries({ prefix: filterPrefix, suffix: filterSuffix }).filter(([, value]) => value);
  return {
    Id: id,
    QueueArn: queueArn,
    Events: events as Event[],
    ...(rules.length > 0 && {
      Filter: { Key: { FilterRules: rules.map(([Name, Value]) => ({ Name: Name as "prefix", Value })) } },
    }),
  };
}

function queueOf({ Id, QueueArn, Events, Filter }: QueueConfiguration): Properties {
  const rules = Filter?.Key?.FilterRules ?? [];
  const value = (name: string) => rules.find(({ Name }) => Name?.toLowerCase() === name)?.Value;
  return {
    id: Id,
    queueArn: QueueArn,
    events: Events,
    filterPrefix: value("prefix"),
    filterSuffix: value("suffix"),
  };
}

function outputsOf({ bucket, queues }: Properties): Properties {
  return { bucket, queues: queues ?? [] };
}
