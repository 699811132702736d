import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnly } from "../access/tls-only";

export interface DeadLetterQueueArgs {
  readonly queueName: string;
  readonly keyArn: pulumi.Input<string>;
  /** EventBridge rule that may send what it could not deliver. */
  readonly ruleName: string;
}

/** The longest that SQS keeps a message: somebody has to look at these. */
const RETENTION_SECONDS = 14 * 24 * 60 * 60;

/** What could not be processed: stream records that the trigger refused, events that found no function. */
export class DeadLetterQueue extends pulumi.ComponentResource {
  readonly queueUrl: pulumi.Output<string>;
  readonly queueArn: pulumi.Output<string>;

  constructor(name: string, args: DeadLetterQueueArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:DeadLetterQueue", name, {}, options);

    const queue = new aws.sqs.Queue(
      name,
      {
        name: args.queueName,
        messageRetentionSeconds: RETENTION_SECONDS,
        kmsMasterKeyId: args.keyArn,
        tags: { Name: args.queueName },
      },
      { parent: this },
    );
    new aws.sqs.QueuePolicy(
      `${name}-policy`,
      { queueUrl: queue.url, policy: queue.arn.apply((arn) => queuePolicy(arn, args.ruleName)) },
      { parent: this },
    );

    this.queueUrl = queue.url;
    this.queueArn = queue.arn;
    this.registerOutputs({ queueUrl: this.queueUrl, queueArn: this.queueArn });
  }
}

function queuePolicy(queueArn: string, ruleName: string): string {
  const [, partition, , region, accountId] = queueArn.split(":");
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RuleSendsUndelivered",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: {
          ArnEquals: { "aws:SourceArn": `arn:${partition}:events:${region}:${accountId}:rule/${ruleName}` },
          StringEquals: { "aws:SourceAccount": accountId },
        },
      },
      tlsOnly(queueArn, "sqs:*"),
    ],
  });
}
