import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { FleetError } from "../../contracts/errors";

/** What of a DynamoDB stream record is used; anything may be absent from a damaged one. */
export interface StreamRecord {
  readonly eventName?: string;
  readonly dynamodb?: {
    readonly SequenceNumber?: string;
    readonly NewImage?: Readonly<Record<string, AttributeValue>>;
    readonly OldImage?: Readonly<Record<string, AttributeValue>>;
  };
}

export interface NumberedRecord {
  readonly sequenceNumber: string;
  readonly record: StreamRecord;
}

/** Where Lambda goes on: everything from the lowest of these sequence numbers comes again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The records of a batch in the stream's order.
 * @throws FleetError `MalformedEvent` when there is nothing to report a failure by: the whole batch fails
 */
export function parseBatch(event: unknown): readonly NumberedRecord[] {
  const records = (event as { readonly Records?: unknown } | null | undefined)?.Records;
  if (!Array.isArray(records)) {
    throw new FleetError(
      "MalformedEvent",
      "the event has no Records: invoke this function from the table's stream",
    );
  }
  return records.map((record: StreamRecord, index) => {
    const sequenceNumber = record?.dynamodb?.SequenceNumber;
    if (!sequenceNumber) {
      throw new FleetError("MalformedEvent", `record ${index} of ${records.length} has no sequence number`);
    }
    return { sequenceNumber, record };
  });
}
