import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
} from "@aws-sdk/client-lambda";
import { ENABLED_TAG } from "../providers/aws/lambda-event-source-mapping";
import type { EventPattern } from "./event-pattern";
import type { RetryRules } from "./retry-rules";
import type { StartingPosition } from "./stream-client";

/** An event source mapping from a DynamoDB stream to a function. */
export interface StreamMapping extends RetryRules {
  readonly uuid: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly startingPosition: StartingPosition;
  readonly batchSize: number;
  /** Records pass that match any of them; all pass when there is none. */
  readonly filters: readonly EventPattern[];
  /** ARN of the queue that gets what is given up. */
  readonly onFailure?: string;
}

/** The mappings of DynamoDB streams that are switched on; the emulator itself has them switched off. */
export async function enabledMappings(lambda: LambdaClient): Promise<StreamMapping[]> {
  const mappings: StreamMapping[] = [];
  for await (const page of paginateListEventSourceMappings({ client: lambda }, {})) {
    for (const found of page.EventSourceMappings ?? []) {
      if (isDynamodbStream(found.EventSourceArn) && (await isEnabled(lambda, found))) {
        mappings.push(streamMapping(found));
      }
    }
  }
  return mappings;
}

function isDynamodbStream(arn = ""): boolean {
  return /^arn:aws[a-z-]*:dynamodb:.*\/stream\//.test(arn);
}

async function isEnabled(lambda: LambdaClient, found: EventSourceMappingConfiguration): Promise<boolean> {
  const { Tags: tags = {} } = await lambda.send(
    new ListTagsCommand({ Resource: found.EventSourceMappingArn }),
  );
  return tags[ENABLED_TAG] === "true";
}

function streamMapping(found: EventSourceMappingConfiguration): StreamMapping {
  const onFailure = found.DestinationConfig?.OnFailure?.Destination;
  if (onFailure !== undefined && onFailure.split(":")[2] !== "sqs") {
    throw new Error(
      `on-failure destination ${onFailure} is not understood: the stream host sends to SQS only`,
    );
  }
  return {
    uuid: found.UUID ?? "",
    functionArn: found.FunctionArn ?? "",
    streamArn: found.EventSourceArn ?? "",
    startingPosition: found.StartingPosition === "LATEST" ? "LATEST" : "TRIM_HORIZON",
    batchSize: found.BatchSize ?? 100,
    filters: (found.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern ?? "{}")),
    maximumRetryAttempts: found.MaximumRetryAttempts ?? -1,
    maximumRecordAgeInSeconds: found.MaximumRecordAgeInSeconds ?? -1,
    bisectBatchOnFunctionError: found.BisectBatchOnFunctionError ?? false,
    reportBatchItemFailures: found.FunctionResponseTypes?.includes("ReportBatchItemFailures") ?? false,
    onFailure,
  };
}
