import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
} from "@aws-sdk/client-lambda";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

let roleArn = "";
let streamArn = "";

async function prepare(clients: Clients): Promise<void> {
  const { Role } = await clients.iam.send(
    new CreateRoleCommand({
      RoleName: "function",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    }),
  );
  roleArn = Role?.Arn ?? "";
  const { TableDescription } = await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: "requests",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  streamArn = TableDescription?.LatestStreamArn ?? "";
}

/** Answers `answer` and what it is told by its environment; throws by name what it is asked to. */
function handler(answer: string): string {
  return `
    exports.handler = async ({ fail }, context) => {
      if (fail) throw Object.assign(new Error("the lease is held"), { name: fail });
      const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, GREETING } = process.env;
      return { answer: "${answer}", GREETING, AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, name: context.functionName };
    };`;
}

function program(
  options: CustomResourceOptions,
  answer: string,
  functionArgs: Partial<aws.lambda.FunctionArgs>,
  mappingArgs: Partial<aws.lambda.EventSourceMappingArgs>,
): Record<string, unknown> {
  const dead = new aws.sqs.Queue("dead", {}, options);
  const lambdaFunction = new aws.lambda.Function(
    "trigger",
    {
      name: "trigger",
      code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler(answer)) }),
      handler: "index.handler",
      runtime: "nodejs22.x",
      role: roleArn,
      deadLetterConfig: { targetArn: dead.arn },
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: "/test/trigger" },
      ...functionArgs,
    },
    options,
  );
  new aws.lambda.Permission(
    "events",
    {
      function: lambdaFunction.name,
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceArn: "arn:aws:events:eu-west-1:000000000000:rule/stopped",
      sourceAccount: "000000000000",
    },
    options,
  );
  const mapping = new aws.lambda.EventSourceMapping(
    "requests",
    {
      eventSourceArn: streamArn,
      functionName: lambdaFunction.arn,
      startingPosition: "TRIM_HORIZON",
      maximumRetryAttempts: 3,
      maximumRecordAgeInSeconds: 3600,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ["INSERT", "MODIFY"] }) }] },
      destinationConfig: { onFailure: { destinationArn: dead.arn } },
      ...mappingArgs,
    },
    options,
  );
  return {
    deadArn: dead.arn,
    runtime: lambdaFunction.runtime,
    mappingArn: mapping.arn,
    mappingId: mapping.uuid,
    state: mapping.state,
  };
}

async function invoke(clients: Clients, event: object) {
  const { FunctionError, Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: "trigger", Payload: JSON.stringify(event) }),
  );
  return { FunctionError, payload: JSON.parse(Buffer.from(Payload ?? []).toString()) };
}

describe("stand-ins of Lambda", () => {
  itLivesThroughTheEngine({
    prepare,
    first: (options) =>
      program(
        options,
        "one",
        { timeout: 10, environment: { variables: { GREETING: "hello" } }, reservedConcurrentExecutions: 5 },
        { batchSize: 10 },
      ),
    second: (options) =>
      program(
        options,
        "two",
        { memorySize: 256, tags: { Name: "trigger" } },
        { batchSize: 20, enabled: false },
      ),
    changes: { update: 2 },
    async created(clients, { deadArn, mappingArn, mappingId, runtime, state }) {
      const { payload } = await invoke(clients, {});
      expect(payload).to.include({ answer: "one", GREETING: "hello", name: "trigger" });
      expect(payload.AWS_ENDPOINT_URL, "endpoint").to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(payload.AWS_ACCESS_KEY_ID, "the role's own key").to.match(/^ASIA/);

      const failure = await invoke(clients, { fail: "LeaseHeld" });
      expect(failure.FunctionError).to.equal("Unhandled");
      expect(failure.payload).to.include({ errorType: "LeaseHeld", errorMessage: "the lease is held" });

      const { Configuration, Concurrency } = await clients.lambda.send(
        new GetFunctionCommand({ FunctionName: "trigger" }),
      );
      expect(runtime).to.equal("nodejs22.x");
      expect(Concurrency?.ReservedConcurrentExecutions).to.equal(5);
      expect(Configuration).to.deep.include({
        Timeout: 10,
        DeadLetterConfig: { TargetArn: deadArn },
        LoggingConfig: { LogFormat: "JSON", LogGroup: "/test/trigger" },
      });
      const { Policy = "" } = await clients.lambda.send(new GetPolicyCommand({ FunctionName: "trigger" }));
      expect(JSON.parse(Policy).Statement[0].Condition.StringEquals).to.deep.equal({
        "AWS:SourceAccount": "000000000000",
      });

      // off in the emulator, whose poller is not faithful; the tag says what the stream host shall do
      expect(state).to.equal("Enabled");
      const mapping = await clients.lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
      expect(mapping).to.deep.include({
        State: "Disabled",
        BatchSize: 10,
        StartingPosition: "TRIM_HORIZON",
        MaximumRetryAttempts: 3,
        MaximumRecordAgeInSeconds: 3600,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","MODIFY"]}' }] },
        DestinationConfig: { OnFailure: { Destination: deadArn } },
      });
      const { Tags } = await clients.lambda.send(new ListTagsCommand({ Resource: mappingArn }));
      expect(Tags).to.deep.equal({ Owner: "tests", "fleet:enabled": "true" });
    },
    async updated(clients, { mappingArn, mappingId, state }) {
      const { payload } = await invoke(clients, {});
      expect(payload).to.include({ answer: "two" }).and.not.to.have.property("GREETING");
      const { Configuration, Concurrency, Tags } = await clients.lambda.send(
        new GetFunctionCommand({ FunctionName: "trigger" }),
      );
      expect(Configuration).to.include({ Timeout: 3, MemorySize: 256 });
      expect(Concurrency?.ReservedConcurrentExecutions).to.equal(undefined);
      expect(Tags).to.deep.equal({ Owner: "tests", Name: "trigger", "fleet:runtime": "nodejs22.x" });
      expect(state).to.equal("Disabled");
      const mapping = await clients.lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
      expect(mapping.BatchSize).to.equal(20);
      const mappingTags = await clients.lambda.send(new ListTagsCommand({ Resource: mappingArn }));
      expect(mappingTags.Tags).to.include({ "fleet:enabled": "false" });
    },
    async destroyed(clients) {
      const { Functions } = await clients.lambda.send(new ListFunctionsCommand({}));
      const { EventSourceMappings } = await clients.lambda.send(new ListEventSourceMappingsCommand({}));
      expect({ Functions, EventSourceMappings }).to.deep.equal({ Functions: [], EventSourceMappings: [] });
    },
  });
});
