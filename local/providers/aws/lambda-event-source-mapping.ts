import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type EventSourcePosition,
  type FunctionResponseType,
  GetEventSourceMappingCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";

import type { Properties, Resource, ResourceContext, ResourceType } from "../resource";
import { ifPresent, present } from "./presence";
import { type Tags, updateTags } from "./tag-lists";

const MISSING = "ResourceNotFoundException";

/** Tag of a mapping that says, by "true" or "false", whether the stream host shall poll for it. */
export const ENABLED_TAG = "fleet:enabled";

/**
 * The emulator's poller of streams ignores retries, bisecting and partial answers, so the mapping is made disabled
 * there and the stream host polls in its place; that of queues keeps to AWS's rules, and stays on. All settings are in the mapping itself (GetEventSourceMapping); only
 * whether it shall be on is in the tag {@link ENABLED_TAG} (ListTags of the mapping's ARN). Outputs follow the
 * inputs.
 */
export const eventSourceMapping: ResourceType = {
  inputs: {
    functionName: "leaf",
    eventSourceArn: "leaf",
    enabled: "leaf",
    startingPosition: "leaf",
    batchSize: "leaf",
    maximumBatchingWindowInSeconds: "leaf",
    maximumRecordAgeInSeconds: "leaf",
    maximumRetryAttempts: "leaf",
    bisectBatchOnFunctionError: "leaf",
    parallelizationFactor: "leaf",
    functionResponseTypes: "leaf",
    scalingConfig: { maximumConcurrency: "leaf" },
    filterCriteria: { filters: { pattern: "leaf" } },
    destinationConfig: { onFailure: { destinationArn: "leaf" } },
  },
  required: ["functionName", "eventSourceArn"],
  replaceOn: ["eventSourceArn", "startingPosition"],
  tagged: true,
  volatile: ["lastModified"],
  async create(inputs, context) {
    const { UUID } = await context.aws.lambda.send(
      new CreateEventSourceMappingCommand({
        EventSourceArn: inputs.eventSourceArn,
        StartingPosition: inputs.startingPosition as EventSourcePosition | undefined,
        Enabled: isPolledByEmulator(inputs),
        ...settings(inputs),
        Tags: ownTags(inputs),
      }),
    );
    return present(await describedMapping(UUID ?? "", inputs, context), `event source mapping ${UUID}`);
  },
  async read(uuid, known, context) {
    return describedMapping(uuid, known, context);
  },
  async update(UUID, news, olds, context) {
    const { lambda: client } = context.aws;
    await client.send(
      new UpdateEventSourceMappingCommand({ UUID, Enabled: isPolledByEmulator(news), ...settings(news) }),
    );
    await updateTags(
      { tagsAll: ownTags(news) },
      { tagsAll: ownTags(olds) },
      (tags) => client.send(new TagResourceCommand({ Resource: olds.arn, Tags: tags })),
      (TagKeys) => client.send(new UntagResourceCommand({ Resource: olds.arn, TagKeys })),
    );
    return present(await describedMapping(UUID, news, context), `event source mapping ${UUID}`).outputs;
  },
  async delete(UUID, _known, { aws }) {
    await ifPresent(aws.lambda.send(new DeleteEventSourceMappingCommand({ UUID })), MISSING);
  },
};

function ownTags({ tagsAll, enabled = true }: Properties): Tags {
  return { ...tagsAll, [ENABLED_TAG]: String(enabled) };
}

/** What create and update have in common, with the service's defaults for what is not given. */
function settings(inputs: Properties) {
  const { filterCriteria, destinationConfig } = inputs;
  const destination = destinationConfig?.onFailure?.destinationArn;
  return {
    FunctionName: inputs.functionName as string,
    BatchSize: inputs.batchSize ?? (isQueue(inputs) ? 10 : 100),
    MaximumBatchingWindowInSeconds: inputs.maximumBatchingWindowInSeconds ?? 0,
    FunctionResponseTypes: (inputs.functionResponseTypes ?? []) as FunctionResponseType[],
    FilterCriteria: {
      Filters: (filterCriteria?.filters ?? []).map(({ pattern }: Properties) => ({ Pattern: pattern })),
    },
    ...(isQueue(inputs) && {
      ScalingConfig: { MaximumConcurrency: inputs.scalingConfig?.maximumConcurrency },
    }),
    ...(!isQueue(inputs) && {
      MaximumRecordAgeInSeconds: inputs.maximumRecordAgeInSeconds ?? -1,
      MaximumRetryAttempts: inputs.maximumRetryAttempts ?? -1,
      BisectBatchOnFunctionError: inputs.bisectBatchOnFunctionError ?? false,
      ParallelizationFactor: inputs.parallelizationFactor ?? 1,
      DestinationConfig: { OnFailure: destination ? { Destination: destination } : {} },
    }),
  };
}

function isPolledByEmulator(inputs: Properties): boolean {
  return isQueue(inputs) && (inputs.enabled ?? true);
}

function isQueue({ eventSourceArn }: Properties): boolean {
  return String(eventSourceArn).split(":")[2] === "sqs";
}

async function describedMapping(
  UUID: string,
  known: Properties,
  { aws }: ResourceContext,
): Promise<Resource | undefined> {
  const found = await ifPresent(aws.lambda.send(new GetEventSourceMappingCommand({ UUID })), MISSING);
  if (!found) return undefined;
  const { Tags = {} } = await aws.lambda.send(new ListTagsCommand({ Resource: found.EventSourceMappingArn }));
  const { [ENABLED_TAG]: enabledTag, ...tagsAll } = Tags;
  const enabled = enabledTag !== "false";
  return {
    id: UUID,
    outputs: {
      ...mappingOutputs(found),
      functionName: functionNameAs(known.functionName, found.FunctionArn),
      enabled,
      state: enabled ? "Enabled" : "Disabled",
      tagsAll,
    },
  };
}

function mappingOutputs(found: EventSourceMappingConfiguration): Properties {
  const destination = found.DestinationConfig?.OnFailure?.Destination;
  return {
    uuid: found.UUID,
    arn: found.EventSourceMappingArn,
    eventSourceArn: found.EventSourceArn,
    functionArn: found.FunctionArn,
    lastModified: found.LastModified?.toISOString(),
    lastProcessingResult: found.LastProcessingResult,
    stateTransitionReason: found.StateTransitionReason,
    startingPosition: found.StartingPosition,
    batchSize: found.BatchSize,
    maximumBatchingWindowInSeconds: found.MaximumBatchingWindowInSeconds,
    maximumRecordAgeInSeconds: found.MaximumRecordAgeInSeconds,
    maximumRetryAttempts: found.MaximumRetryAttempts,
    bisectBatchOnFunctionError: found.BisectBatchOnFunctionError,
    parallelizationFactor: found.ParallelizationFactor,
    functionResponseTypes: found.FunctionResponseTypes,
    scalingConfig: found.ScalingConfig?.MaximumConcurrency
      ? { maximumConcurrency: found.ScalingConfig.MaximumConcurrency }
      : undefined,
    filterCriteria: {
      filters: (found.FilterCriteria?.Filters ?? []).map(({ Pattern }) => ({ pattern: Pattern })),
    },
    destinationConfig: destination ? { onFailure: { destinationArn: destination } } : undefined,
  };
}

/** A function may be given by name or by ARN; the service answers the ARN. */
function functionNameAs(known: string | undefined, arn = ""): string {
  return known && (arn === known || arn.endsWith(`:${known}`)) ? known : arn;
}
