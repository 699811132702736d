import type { DiscardCondition } from "./retry-rules";
import type { StreamRecord } from "./stream-client";

export interface Discarded {
  readonly condition: DiscardCondition;
  readonly records: readonly StreamRecord[];
  readonly invocations: number;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shardId: string;
  /** Id of the last invocation, and what it said; absent when there was none. */
  readonly requestId?: string;
  readonly functionError?: string;
}

/** The message that Lambda sends to an on-failure destination for records that it gives up. */
export function destinationMessage(discarded: Discarded, now: Date): string {
  const [first] = discarded.records;
  const last = discarded.records.at(-1);
  return JSON.stringify({
    requestContext: {
      requestId: discarded.requestId,
      functionArn: discarded.functionArn,
      condition: discarded.condition,
      approximateInvokeCount: discarded.invocations,
    },
    ...(discarded.requestId && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        functionError: discarded.functionError ?? null,
      },
    }),
    version: "1.0",
    timestamp: now.toISOString(),
    DDBStreamBatchInfo: {
      shardId: discarded.shardId,
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: discarded.records.length,
      streamArn: discarded.streamArn,
    },
  });
}

function arrival(record: StreamRecord | undefined): string | undefined {
  return record && new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
}
