/** A record of a DynamoDB stream, as GetRecords gives it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventVersion: string;
  readonly eventSource: string;
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly SequenceNumber: string;
    readonly [field: string]: unknown;
  };
}

export interface StreamPage {
  readonly Records: readonly StreamRecord[];
  /** Absent when the shard is closed and read to its end. */
  readonly NextShardIterator?: string;
}

export type StartingPosition = "LATEST" | "TRIM_HORIZON";

/**
 * DynamoDB Streams by its plain protocol. The records go to functions as they are, so that none of what the SDK
 * would turn into objects (binary values, dates) has to be turned back.
 */
export class StreamClient {
  readonly #endpoint: string;
  readonly #region: string;

  constructor(endpoint: string, region: string) {
    this.#endpoint = endpoint;
    this.#region = region;
  }

  async shards(streamArn: string): Promise<string[]> {
    const { StreamDescription: description } = await this.#call<{
      readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] };
    }>("DescribeStream", { StreamArn: streamArn });
    return description.Shards.map(({ ShardId }) => ShardId);
  }

  async iterator(streamArn: string, shardId: string, from: StartingPosition): Promise<string> {
    const { ShardIterator: iterator } = await this.#call<{ readonly ShardIterator: string }>(
      "GetShardIterator",
      { StreamArn: streamArn, ShardId: shardId, ShardIteratorType: from },
    );
    return iterator;
  }

  async iteratorAfter(streamArn: string, shardId: string, sequenceNumber: string): Promise<string> {
    const { ShardIterator: iterator } = await this.#call<{ readonly ShardIterator: string }>(
      "GetShardIterator",
      {
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
        SequenceNumber: sequenceNumber,
      },
    );
    return iterator;
  }

  async records(iterator: string, limit: number): Promise<StreamPage> {
    return this.#call("GetRecords", { ShardIterator: iterator, Limit: limit });
  }

  async #call<Answer>(action: string, input: unknown): Promise<Answer> {
    const response = await fetch(this.#endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDBStreams_20120810.${action}`,
        // The emulator knows the account's root by its key and checks no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${this.#region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as { readonly __type?: string; readonly message?: string };
    if (!response.ok) {
      throw Object.assign(new Error(`${action}: ${answer.message ?? response.statusText}`), {
        name: String(answer.__type).split("#").at(-1),
      });
    }
    return answer as Answer;
  }
}
