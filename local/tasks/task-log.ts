import { createWriteStream, type WriteStream } from "node:fs";
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

/** How long lines are gathered before they go to CloudWatch Logs, in milliseconds. */
const FLUSH_INTERVAL = 500;

export interface TaskLogOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly file: string;
  /** `options` of the container's awslogs driver; without a group the file gets all there is. */
  readonly awslogs?: Readonly<Record<string, string>>;
  readonly container: string;
  readonly taskId: string;
}

/** A container's output: in a file, and in the log group that its definition names. */
export class TaskLog {
  readonly #file: WriteStream;
  readonly #logs: CloudWatchLogsClient;
  readonly #group: string | undefined;
  readonly #stream: string;
  #rest = "";
  #gathered: InputLogEvent[] = [];
  #flushed: Promise<unknown>;
  readonly #timer: NodeJS.Timeout;

  constructor({ endpoint, region, file, awslogs, container, taskId }: TaskLogOptions) {
    this.#file = createWriteStream(file, { flags: "a" });
    this.#logs = new CloudWatchLogsClient({
      endpoint,
      region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    this.#group = awslogs?.["awslogs-group"];
    this.#stream = [awslogs?.["awslogs-stream-prefix"], container, taskId].filter(Boolean).join("/");
    this.#flushed = this.#createStream();
    this.#timer = setInterval(() => this.#flush(), FLUSH_INTERVAL).unref();
  }

  write(chunk: Buffer): void {
    this.#file.write(chunk);
    const lines = `${this.#rest}${chunk.toString()}`.split("\n");
    this.#rest = lines.pop() ?? "";
    const timestamp = Date.now();
    this.#gathered.push(...lines.filter((line) => line !== "").map((message) => ({ message, timestamp })));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await this.#flushed;
    this.#logs.destroy();
    await new Promise((resolve) => this.#file.end(resolve));
  }

  #flush(): void {
    if (this.#gathered.length === 0 || this.#group === undefined) {
      return;
    }
    const command = new PutLogEventsCommand({
      logGroupName: this.#group,
      logStreamName: this.#stream,
      logEvents: this.#gathered,
    });
    this.#gathered = [];
    this.#flushed = this.#flushed
      .then(() => this.#logs.send(command))
      .catch((error) => this.#complain(error));
  }

  async #createStream(): Promise<void> {
    if (this.#group !== undefined) {
      await this.#logs
        .send(new CreateLogStreamCommand({ logGroupName: this.#group, logStreamName: this.#stream }))
        .catch((error) => this.#complain(error));
    }
  }

  #complain(error: unknown): void {
    this.#file.write(`the log group ${this.#group} did not take the log: ${String(error)}\n`);
  }
}
