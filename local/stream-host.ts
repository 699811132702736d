import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { enabledMappings, type StreamMapping } from "./streams/mapping";
import { ShardReader } from "./streams/shard-reader";
import { StreamClient } from "./streams/stream-client";

/** How often it is looked for new, changed and removed mappings, in milliseconds. */
const DISCOVERY_INTERVAL = 500;

export interface StreamHostOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly log: (message: string) => void;
}

interface Reading {
  mapping: StreamMapping;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Stands in for Lambda's poller of DynamoDB streams. The emulator's own takes a partial failure as success and
 * retries a thrown error for ever; this one keeps to the documented rules.
 */
export class StreamHost {
  readonly #options: StreamHostOptions;
  readonly #lambda: LambdaClient;
  readonly #sqs: SQSClient;
  readonly #stopped = new AbortController();
  readonly #readings = new Map<string, Reading>();
  #discovering: Promise<void> | undefined;

  constructor(options: StreamHostOptions) {
    const client = {
      endpoint: options.endpoint,
      region: options.region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    this.#options = options;
    this.#lambda = new LambdaClient(client);
    this.#sqs = new SQSClient(client);
  }

  start(): void {
    this.#discovering ??= this.#discover();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#discovering;
    await Promise.all([...this.#readings.values()].map(({ ended }) => ended));
    this.#lambda.destroy();
    this.#sqs.destroy();
  }

  async #discover(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        this.#follow(await enabledMappings(this.#lambda));
      } catch (error) {
        this.#options.log(`event source mappings could not be listed: ${String(error)}`);
      }
      await sleep(DISCOVERY_INTERVAL, undefined, { signal }).catch(() => undefined);
    }
  }

  #follow(mappings: readonly StreamMapping[]): void {
    for (const [uuid, reading] of this.#readings) {
      if (!mappings.some((mapping) => mapping.uuid === uuid)) {
        reading.stop.abort();
        this.#readings.delete(uuid);
      }
    }
    for (const mapping of mappings) {
      const reading = this.#readings.get(mapping.uuid);
      if (reading) {
        reading.mapping = mapping;
      } else {
        this.#readings.set(mapping.uuid, this.#read(mapping));
      }
    }
  }

  #read(first: StreamMapping): Reading {
    const { endpoint, region, log } = this.#options;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stopped.signal]);
    const stream = new StreamClient(endpoint, region);
    const read = async () => {
      log(`reading ${first.streamArn} for ${first.functionArn}`);
      const shardIds = await stream.shards(first.streamArn);
      await Promise.all(
        shardIds.map((shardId) =>
          new ShardReader({
            stream,
            lambda: this.#lambda,
            sqs: this.#sqs,
            shardId,
            mapping: () => reading.mapping,
            signal,
            log,
          }).read(),
        ),
      );
    };
    const ended = read().catch((error: unknown) => {
      log(`reading ${first.streamArn} ended: ${String(error)}`);
      // Forgotten, so that the next look finds the mapping again and starts anew.
      this.#readings.delete(first.uuid);
    });
    const reading: Reading = { mapping: first, stop, ended };
    return reading;
  }
}
