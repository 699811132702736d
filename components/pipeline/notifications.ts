import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnly } from "../access/tls-only";

export interface NotificationsArgs {
  readonly topicName: string;
  readonly keyArn: pulumi.Input<string>;
  /** Addresses that get notifications once their owners have confirmed them. */
  readonly emails: readonly string[];
  /**
   * Whether by e-mail come alarms only: where a chat tells failures, a storm of them is one message there.
   * @default false
   */
  readonly emailsAlarmsOnly?: boolean;
}

/** CloudWatch publishes JSON with the alarm's name, and nobody else does. */
const ALARMS_ONLY = {
  filterPolicyScope: "MessageBody",
  filterPolicy: JSON.stringify({ AlarmName: [{ exists: true }] }),
};

/** The topic on which failed executions and alarms are told. */
export class Notifications extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: NotificationsArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:Notifications", name, {}, options);

    const topic = new aws.sns.Topic(
      name,
      { name: args.topicName, kmsMasterKeyId: args.keyArn, tags: { Name: args.topicName } },
      { parent: this },
    );
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, policy: topic.arn.apply(topicPolicy) },
      { parent: this },
    );
    for (const email of args.emails) {
      new aws.sns.TopicSubscription(
        `${name}-email-${email}`,
        {
          topic: topic.arn,
          protocol: "email",
          endpoint: email,
          ...(args.emailsAlarmsOnly && ALARMS_ONLY),
        },
        { parent: this },
      );
    }

    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

function topicPolicy(topicArn: string): string {
  const accountId = topicArn.split(":")[4];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
      tlsOnly(topicArn, "sns:Publish"),
    ],
  });
}
