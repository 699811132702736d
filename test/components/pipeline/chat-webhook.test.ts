import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ChatWebhook } from "../../../components/pipeline/chat-webhook";
import { one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:hyperion-dev-notifications";
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:hyperion-dev-notices";
const ARGS = {
  environment: "dev",
  functionName: "hyperion-dev-notify-webhook",
  queueName: "hyperion-dev-notices",
  code: new pulumi.asset.AssetArchive({}),
  roleArn: "arn:role",
  keyArn: "arn:key",
  lambdaRuntime: "nodejs22.x",
  logRetentionDays: 30,
  topicArn: TOPIC,
  deadLetterQueueArn: "arn:dead",
  webhookParameter: "/hyperion/dev/chat-webhook",
};

describe("ChatWebhook", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(() => new ChatWebhook("notify-webhook", ARGS)));
  });

  it("collects for a minute what the topic says, and tells it as one", () => {
    expect(one(resources, "aws:sns/topicSubscription:TopicSubscription").inputs).to.deep.equal({
      topic: TOPIC,
      protocol: "sqs",
      endpoint: QUEUE,
      rawMessageDelivery: true,
    });
    expect(one(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").inputs).to.deep.include({
      eventSourceArn: QUEUE,
      batchSize: 1000,
      maximumBatchingWindowInSeconds: 60,
      scalingConfig: { maximumConcurrency: 2 },
    });
  });

  it("tries for half an hour, then leaves it in the dead-letter queue", () => {
    const { inputs } = one(resources, "aws:sqs/queue:Queue");
    expect(inputs).to.deep.include({ kmsMasterKeyId: "arn:key", visibilityTimeoutSeconds: 240 });
    expect(JSON.parse(inputs.redrivePolicy)).to.deep.equal({
      deadLetterTargetArn: "arn:dead",
      maxReceiveCount: 8,
    });
    expect((8 * 240) / 60).to.be.at.least(30);
  });

  it("takes messages of its topic only, and only by TLS", () => {
    expect(
      JSON.parse(one(resources, "aws:sqs/queuePolicy:QueuePolicy").inputs.policy).Statement,
    ).to.deep.equal([
      {
        Sid: "TopicSendsNotices",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: QUEUE,
        Condition: { ArnEquals: { "aws:SourceArn": TOPIC } },
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: QUEUE,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("has the chat's address by its parameter's name only", async () => {
    const variables = (found: readonly RecordedResource[]) =>
      one(found, "aws:lambda/function:Function").inputs.environment.variables;
    expect(variables(resources)).to.deep.equal({
      NODE_OPTIONS: "--enable-source-maps",
      FLEET_ENVIRONMENT: "dev",
      FLEET_WEBHOOK_PARAMETER: "/hyperion/dev/chat-webhook",
    });
    const linked = await runProgram(
      () => new ChatWebhook("linked", { ...ARGS, runbookUrl: "https://example.com/runbook.md" }),
    );
    expect(variables(linked.resources)).to.include({ FLEET_RUNBOOK_URL: "https://example.com/runbook.md" });
  });
});
