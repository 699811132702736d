import {
  DeleteBucketMetricsConfigurationCommand,
  GetBucketMetricsConfigurationCommand,
  PutBucketMetricsConfigurationCommand,
} from "@aws-sdk/client-s3";

import type { Properties, ResourceContext, ResourceType } from "../resource";
import { ifPresent } from "./presence";

const MISSING = ["NoSuchConfiguration", "NoSuchBucket"];

/** Request metrics of the objects under a prefix, or of the whole bucket. */
export const bucketMetric: ResourceType = {
  inputs: { bucket: "leaf", name: "leaf", filter: { prefix: "leaf" } },
  required: ["bucket"],
  autoName: "name",
  replaceOn: ["bucket", "name"],
  async create(inputs, context) {
    await putMetric(inputs, context);
    return { id: `${inputs.bucket}:${inputs.name}`, outputs: outputsOf(inputs) };
  },
  async read(id, _known, { aws }) {
    const [bucket = "", name = ""] = id.split(":");
    const configuration = new GetBucketMetricsConfigurationCommand({ Bucket: bucket, Id: name });
    const answer = await ifPresent(aws.s3.send(configuration), ...MISSING);
    if (!answer) return undefined;
    const prefix = answer.MetricsConfiguration?.Filter?.Prefix;
    return { id, outputs: { bucket, name, ...(prefix !== undefined && { filter: { prefix } }) } };
  },
  async update(_id, news, _olds, context) {
    await putMetric(news, context);
    return outputsOf(news);
  },
  async delete(_id, { bucket: Bucket, name: Id }, { aws }) {
    await ifPresent(aws.s3.send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id })), ...MISSING);
  },
};

async function putMetric({ bucket, name, filter }: Properties, { aws }: ResourceContext): Promise<void> {
  await aws.s3.send(
    new PutBucketMetricsConfigurationCommand({
      Bucket: bucket,
      Id: name,
      MetricsConfiguration: { Id: name, ...(filter && { Filter: { Prefix: filter.prefix } }) },
    }),
  );
}

function outputsOf({ bucket, name, filter }: Properties): Properties {
  return { bucket, name, ...(filter && { filter }) };
}
