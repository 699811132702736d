import { FleetError } from "../../contracts/errors";

/** Objects that one message of the queue speaks of. */
export interface ChangeMessage {
  readonly messageId: string;
  /** Keys; undefined when the message is not what S3 sends. */
  readonly keys: readonly string[] | undefined;
}

/** The messages that come again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface QueueRecord {
  readonly messageId?: string;
  readonly body?: string;
}

/**
 * The messages of a batch.
 * @throws FleetError `MalformedEvent` when there is nothing to report a failure by: the whole batch fails
 */
export function parseBatch(event: unknown): readonly ChangeMessage[] {
  const records = (event as { readonly Records?: unknown } | null | undefined)?.Records;
  if (!Array.isArray(records)) {
    throw new FleetError(
      "MalformedEvent",
      "the event has no Records: invoke this function from the queue of the bucket's events",
    );
  }
  return records.map(({ messageId, body }: QueueRecord, index) => {
    if (!messageId) {
      throw new FleetError("MalformedEvent", `record ${index} of ${records.length} has no message id`);
    }
    return { messageId, keys: keysOf(body) };
  });
}

interface S3Message {
  /** S3 sends `s3:TestEvent` when it is told of the queue. */
  readonly Event?: string;
  readonly Records?: readonly { readonly s3?: { readonly object?: { readonly key?: string } } }[];
}

function keysOf(body: string | undefined): readonly string[] | undefined {
  try {
    const { Event, Records } = JSON.parse(body ?? "") as S3Message;
    if (Event === "s3:TestEvent") {
      return [];
    }
    const keys = Records?.map(({ s3 }) => s3?.object?.key);
    return keys?.every((key) => typeof key === "string") ? keys.map(decodedKey) : undefined;
  } catch {
    return undefined;
  }
}

/** S3 writes keys as a form does: a space is a plus. */
function decodedKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}
