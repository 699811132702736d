import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateEventSourceMappingCommand, LambdaClient, TagResourceCommand } from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { ENABLED_TAG } from "../../local/providers/aws/lambda-event-source-mapping";
import { StreamHost } from "../../local/stream-host";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { createNodeFunction } from "../support/node-function";
import { until } from "../support/runner-scenario";

/** Writes down each record that it takes; ids that begin with "reported" are reported, with "thrown" throw. */
const HANDLER = `
const { appendFileSync } = require("node:fs");
exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { dynamodb } of Records) {
    const id = dynamodb.Keys.id.S;
    if (id.startsWith("thrown")) throw new Error("cannot");
    if (id.startsWith("reported")) batchItemFailures.push({ itemIdentifier: dynamodb.SequenceNumber });
    else if (batchItemFailures.length === 0) appendFileSync(process.env.SEEN, id + "\\n");
  }
  return { batchItemFailures };
};`;

describe("StreamHost", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "fleet-stream-"));
  const seenFile = join(folder, "seen");
  let emulator: TestEmulator;
  let host: StreamHost;
  let dynamodb: DynamoDBClient;
  let sqs: SQSClient;
  let queueUrl = "";

  before(async () => {
    emulator = await startTestEmulator();
    const client = {
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    dynamodb = new DynamoDBClient(client);
    sqs = new SQSClient(client);
    const streamArn = await createTable();
    const functionArn = await createNodeFunction(client, {
      name: "records",
      code: HANDLER,
      variables: { SEEN: seenFile },
    });
    await createMapping(new LambdaClient(client), streamArn, functionArn, await createQueue());
    host = new StreamHost({ endpoint: emulator.endpoint, region: "eu-west-1", log: () => undefined });
  });
  after(async () => {
    await host.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("brings 98 of 100 records to the function and the two poisonous ones to the queue", async () => {
    const ids = Array.from({ length: 100 }, (_, index) => {
      const kind = { 20: "thrown", 57: "reported" }[index] ?? "good";
      return `${kind}-${String(index).padStart(3, "0")}`;
    });
    for (const id of ids) {
      await put(id, "new");
    }
    host.start();

    const good = ids.filter((id) => id.startsWith("good"));
    await until("the last record", async () => (seen().includes("good-099") ? true : undefined), 40);
    expect([...new Set(seen())]).to.deep.equal(good);
    const messages = await until("two messages", async () => {
      const received = await queued();
      return received.length === 2 ? received : undefined;
    });
    expect(messages.map(({ requestContext }) => requestContext)).to.deep.equal([
      context(messages[0]),
      context(messages[1]),
    ]);
    expect(messages.map(({ DDBStreamBatchInfo: { batchSize } }) => batchSize)).to.deep.equal([1, 1]);
  });

  it("leaves out what the filter does", async () => {
    const before = seen().length;
    await put("good-filtered", "old");
    await put("good-after", "new");
    await until("the record after", async () => (seen().includes("good-after") ? true : undefined));
    expect(seen().slice(before)).to.deep.equal(["good-after"]);
  });

  interface Message {
    readonly requestContext: { readonly functionArn: string; readonly requestId: string };
    readonly DDBStreamBatchInfo: { readonly batchSize: number };
  }

  function context(message: Message | undefined) {
    return {
      functionArn: message?.requestContext.functionArn,
      requestId: message?.requestContext.requestId,
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 2,
    };
  }

  function seen(): string[] {
    return existsSync(seenFile) ? readFileSync(seenFile, "utf8").trim().split("\n") : [];
  }

  const messages: Message[] = [];
  async function queued(): Promise<readonly Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    messages.push(...Messages.map(({ Body = "" }) => JSON.parse(Body)));
    return messages;
  }

  async function put(id: string, age: "new" | "old"): Promise<void> {
    await dynamodb.send(
      new PutItemCommand({ TableName: "requests", Item: { id: { S: id }, age: { S: age } } }),
    );
  }

  async function createTable(): Promise<string> {
    const { TableDescription: table } = await dynamodb.send(
      new CreateTableCommand({
        TableName: "requests",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      }),
    );
    return table?.LatestStreamArn ?? "";
  }

  async function createQueue(): Promise<string> {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    queueUrl = QueueUrl ?? "";
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    return Attributes?.QueueArn ?? "";
  }

  async function createMapping(
    lambda: LambdaClient,
    streamArn: string,
    functionArn: string,
    queueArn: string,
  ): Promise<void> {
    const mapping = await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: functionArn,
        EventSourceArn: streamArn,
        StartingPosition: "TRIM_HORIZON",
        Enabled: false,
        BatchSize: 100,
        MaximumRetryAttempts: 1,
        MaximumRecordAgeInSeconds: 3600,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        FilterCriteria: {
          Filters: [{ Pattern: JSON.stringify({ dynamodb: { NewImage: { age: { S: ["new"] } } } }) }],
        },
        DestinationConfig: { OnFailure: { Destination: queueArn } },
      }),
    );
    const Tags = { [ENABLED_TAG]: "true" };
    await lambda.send(new TagResourceCommand({ Resource: mapping.EventSourceMappingArn, Tags }));
  }
});
