import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Discarded, destinationMessage } from "./destination-message";
import { matchesPattern } from "./event-pattern";
import type { StreamMapping } from "./mapping";
import { afterInvocation, type Batch, type Invocation, type Outcome, withoutExpired } from "./retry-rules";
import type { StreamClient, StreamRecord } from "./stream-client";

/** How long an empty stream is left alone, in milliseconds. Lambda polls each shard four times a second. */
const POLL_INTERVAL = 100;

/** Pause before a failed batch is sent again, in milliseconds; doubles up to the longest. */
const SHORTEST_RETRY_PAUSE = 200;
const LONGEST_RETRY_PAUSE = 10_000;

interface Pending {
  readonly sequenceNumber: string;
  readonly createdAt: number;
  readonly record: StreamRecord;
}

export interface ShardReaderOptions {
  readonly stream: StreamClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly shardId: string;
  /** The mapping as it is now: its settings may change while the shard is read. */
  readonly mapping: () => StreamMapping;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

/** Brings the records of one shard to the mapping's function, in order, and never past one that may yet succeed. */
export class ShardReader {
  readonly #options: ShardReaderOptions;
  #lastRead: string | undefined;
  #lastInvocation: { readonly requestId?: string; readonly functionError?: string } = {};

  constructor(options: ShardReaderOptions) {
    this.#options = options;
  }

  /** Ends when the shard is closed or the signal is aborted; throws only what it cannot go on after. */
  async read(): Promise<void> {
    const { stream, mapping, signal, shardId, log } = this.#options;
    const { streamArn, startingPosition } = mapping();
    let iterator: string | undefined = await stream.iterator(streamArn, shardId, startingPosition);
    while (iterator !== undefined && !signal.aborted) {
      try {
        const page = await stream.records(iterator, mapping().batchSize);
        await this.#deliver(page.Records);
        this.#lastRead = page.Records.at(-1)?.dynamodb.SequenceNumber ?? this.#lastRead;
        iterator = page.NextShardIterator;
        if (page.Records.length === 0) {
          await pause(POLL_INTERVAL, signal);
        }
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        log(`reading ${streamArn} is tried again: ${String(error)}`);
        await pause(LONGEST_RETRY_PAUSE / 10, signal);
        // An iterator lives for 15 minutes only, and a batch may have been retried for longer.
        iterator = await this.#iterator();
      }
    }
  }

  #iterator(): Promise<string> {
    const { stream, mapping, shardId } = this.#options;
    const { streamArn, startingPosition } = mapping();
    return this.#lastRead === undefined
      ? stream.iterator(streamArn, shardId, startingPosition)
      : stream.iteratorAfter(streamArn, shardId, this.#lastRead);
  }

  async #deliver(records: readonly StreamRecord[]): Promise<void> {
    const { mapping, signal } = this.#options;
    const { filters } = mapping();
    const passing = records.filter(
      (record) => filters.length === 0 || filters.some((filter) => matchesPattern(filter, record)),
    );
    let queue: readonly Batch<Pending>[] =
      passing.length > 0 ? [{ records: passing.map(pending), failures: 0 }] : [];
    while (queue.length > 0) {
      signal.throwIfAborted();
      const [batch, ...rest] = queue as readonly [Batch<Pending>, ...Batch<Pending>[]];
      queue = [...(await this.#attempt(batch)), ...rest];
    }
  }

  async #attempt(batch: Batch<Pending>): Promise<readonly Batch<Pending>[]> {
    const rules = this.#options.mapping();
    const aged = withoutExpired(batch, rules, Date.now());
    await this.#discard(aged);
    const [young] = aged.remaining;
    if (!young) {
      return [];
    }
    if (young.failures > 0) {
      const doubled = SHORTEST_RETRY_PAUSE * 2 ** Math.min(young.failures - 1, 10);
      await pause(Math.min(doubled, LONGEST_RETRY_PAUSE), this.#options.signal);
    }
    const invocation = await this.#invoke(young);
    if (!invocation) {
      await pause(LONGEST_RETRY_PAUSE / 10, this.#options.signal);
      return [young];
    }
    const outcome = afterInvocation(young, invocation, rules);
    await this.#discard(outcome);
    return outcome.remaining;
  }

  /** @returns undefined when Lambda did not run the function (throttled, not there), which costs no attempt */
  async #invoke(batch: Batch<Pending>): Promise<Invocation | undefined> {
    const { lambda, mapping, log } = this.#options;
    const { functionArn, streamArn } = mapping();
    const event = { Records: batch.records.map(({ record }) => ({ ...record, eventSourceARN: streamArn })) };
    const answer = await lambda
      .send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }))
      .catch((error: unknown) => log(`${functionArn} could not be invoked: ${String(error)}`));
    if (!answer) {
      return undefined;
    }
    this.#lastInvocation = { requestId: answer.$metadata.requestId, functionError: answer.FunctionError };
    if (answer.FunctionError) {
      return { kind: "failed", functionError: answer.FunctionError };
    }
    const payload = answer.Payload?.transformToString() ?? "";
    return { kind: "answered", payload: payload === "" ? null : JSON.parse(payload) };
  }

  async #discard({ discarded }: Outcome<Pending>): Promise<void> {
    if (!discarded) {
      return;
    }
    const { mapping, shardId, sqs, log } = this.#options;
    const { functionArn, streamArn, onFailure } = mapping();
    log(`${discarded.records.length} records of ${streamArn} are given up: ${discarded.condition}`);
    if (!onFailure) {
      return;
    }
    const message: Discarded = {
      condition: discarded.condition,
      records: discarded.records.map(({ record }) => record),
      invocations: discarded.failures,
      functionArn,
      streamArn,
      shardId,
      ...this.#lastInvocation,
    };
    const [, , , , owner, queueName] = onFailure.split(":");
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: queueName, QueueOwnerAWSAccountId: owner }),
    );
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: destinationMessage(message, new Date()) }),
    );
  }
}

function pending(record: StreamRecord): Pending {
  const { SequenceNumber: sequenceNumber, ApproximateCreationDateTime: seconds } = record.dynamodb;
  return { sequenceNumber, createdAt: seconds * 1000, record };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
