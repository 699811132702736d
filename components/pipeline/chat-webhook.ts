import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { tlsOnly } from "../access/tls-only";
import { NodeFunction, type NodeFunctionArgs } from "./node-function";

export interface ChatWebhookArgs
  extends Omit<NodeFunctionArgs, "description" | "variables" | "timeoutSeconds"> {
  readonly environment: string;
  readonly queueName: string;
  /** The topic whose messages are told. */
  readonly topicArn: pulumi.Input<string>;
  /** Where messages go that the chat did not take. */
  readonly deadLetterQueueArn: pulumi.Input<string>;
  /** Name of the parameter that holds the chat's address; a person makes it. */
  readonly webhookParameter: string;
  /**
   * Where docs/runbook.md can be opened.
   * @default links name its place in the repository
   */
  readonly runbookUrl?: string;
}

/** Messages are collected this long, in seconds, and told as one: a storm is a line for each error, with a count. */
const WINDOW_SECONDS = 60;
const BATCH_SIZE = 1000;

const TIMEOUT_SECONDS = 30;
/** AWS advises six times the function's time, and the window: what is being worked on must not be given out again. */
const VISIBILITY_SECONDS = 6 * TIMEOUT_SECONDS + WINDOW_SECONDS;
/** How often a batch is tried: for half an hour. */
const MAX_RECEIVES = 8;

/** The topic → a queue that collects → the function that tells the chat. */
export class ChatWebhook extends pulumi.ComponentResource {
  constructor(name: string, args: ChatWebhookArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:ChatWebhook", name, {}, options);
    const child = { parent: this };

    const queue = new aws.sqs.Queue(
      name,
      {
        name: args.queueName,
        visibilityTimeoutSeconds: VISIBILITY_SECONDS,
        kmsMasterKeyId: args.keyArn,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: args.deadLetterQueueArn,
          maxReceiveCount: MAX_RECEIVES,
        }),
        tags: { Name: args.queueName },
      },
      child,
    );
    const policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: pulumi.all([queue.arn, args.topicArn]).apply(([queueArn, arn]) => queuePolicy(queueArn, arn)),
      },
      child,
    );
    new aws.sns.TopicSubscription(
      `${name}-notices`,
      { topic: args.topicArn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
      { parent: this, dependsOn: [policy] },
    );
    const notify = new NodeFunction(
      name,
      {
        ...args,
        description: "Tells the chat of failures and alarms, many at once as one",
        timeoutSeconds: TIMEOUT_SECONDS,
        variables: {
          [FUNCTION_ENVIRONMENT.environment]: args.environment,
          [FUNCTION_ENVIRONMENT.webhookParameter]: args.webhookParameter,
          ...(args.runbookUrl && { [FUNCTION_ENVIRONMENT.runbookUrl]: args.runbookUrl }),
        },
      },
      child,
    );
    new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        eventSourceArn: queue.arn,
        functionName: notify.functionArn,
        batchSize: BATCH_SIZE,
        maximumBatchingWindowInSeconds: WINDOW_SECONDS,
        // The least that AWS takes: with more, a storm would be told in as many parts.
        scalingConfig: { maximumConcurrency: 2 },
      },
      child,
    );

    this.registerOutputs({});
  }
}

function queuePolicy(queueArn: string, topicArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TopicSendsNotices",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
      },
      tlsOnly(queueArn, "sqs:*"),
    ],
  });
}
