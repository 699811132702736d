import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { registryNames } from "../../contracts/registry/registry-names";
import { type Place, regionalArn } from "../access/place";
import { type PolicyStatement, policyDocument } from "../access/policy-document";
import { tlsOnly } from "../access/tls-only";

export interface StateEventsArgs {
  readonly place: Place;
  /** The state bucket's name as it is known before it is there. */
  readonly bucketName: string;
  /** The state bucket, once it is ready. */
  readonly bucket: pulumi.Input<string>;
  /** Key of the queues; its policy needs {@link eventKeyStatements}. */
  readonly keyArn: pulumi.Input<string>;
  /** Seconds that a batch of events may take. */
  readonly batchSeconds: number;
}

/** What happens in the bucket where the registry reads. A checkpoint's backup is a copy, so copies are left out. */
const EVENTS = ["s3:ObjectCreated:Put", "s3:ObjectCreated:CompleteMultipartUpload", "s3:ObjectRemoved:*"];
const FOLDERS = {
  stacks: ".pulumi/stacks/",
  history: ".pulumi/history/",
  locks: ".pulumi/locks/",
  operations: ".fleet/operations/",
  workspaces: ".fleet/workspaces/",
} as const;

/** AWS advises six times the function's time: what is being worked on must not be given out again. */
const VISIBILITY_FACTOR = 6;
/** How often a batch is tried. */
const MAX_RECEIVES = 8;
/** The longest that SQS keeps a message: somebody has to look at dead letters. */
const RETENTION_SECONDS = 14 * 24 * 60 * 60;

/** The state bucket's changes, in a queue that waits for whoever indexes them. */
export class StateEvents extends pulumi.ComponentResource {
  readonly queueArn: pulumi.Output<string>;
  readonly deadLetterQueueArn: pulumi.Output<string>;

  constructor(name: string, args: StateEventsArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:registry:StateEvents", name, {}, options);
    const { place } = args;
    const names = registryNames(place.environment);
    const child = { parent: this };

    const deadLetters = queue(`${name}-dead-letters`, names.deadLetterQueue, {}, args, this);
    const events = queue(
      name,
      names.eventQueue,
      {
        visibilityTimeoutSeconds: VISIBILITY_FACTOR * args.batchSeconds,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount: MAX_RECEIVES,
        }),
      },
      args,
      this,
    );
    // By its ARN as it will be: the policy is the same text before and after the queue is there.
    const eventsArn = regionalArn(place, "sqs", names.eventQueue);
    const policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: events.url,
        policy: policyDocument([bucketSends(eventsArn, args), tlsOnly(eventsArn, "sqs:*")]),
      },
      child,
    );
    new aws.sqs.QueuePolicy(
      `${name}-dead-letters-policy`,
      {
        queueUrl: deadLetters.url,
        policy: policyDocument([tlsOnly(regionalArn(place, "sqs", names.deadLetterQueue), "sqs:*")]),
      },
      child,
    );
    new aws.s3.BucketNotification(
      `${name}-notification`,
      {
        bucket: args.bucket,
        queues: Object.entries(FOLDERS).map(([id, filterPrefix]) => ({
          id,
          queueArn: eventsArn,
          events: EVENTS,
          filterPrefix,
        })),
      },
      // S3 sends a test message when it is told: the queue must be there, and let it.
      { parent: this, dependsOn: [policy] },
    );

    this.queueArn = events.arn;
    this.deadLetterQueueArn = deadLetters.arn;
    this.registerOutputs({ queueArn: this.queueArn, deadLetterQueueArn: this.deadLetterQueueArn });
  }
}

function queue(
  name: string,
  queueName: string,
  more: aws.sqs.QueueArgs,
  { keyArn }: StateEventsArgs,
  parent: pulumi.Resource,
): aws.sqs.Queue {
  return new aws.sqs.Queue(
    name,
    {
      name: queueName,
      messageRetentionSeconds: RETENTION_SECONDS,
      kmsMasterKeyId: keyArn,
      ...more,
      tags: { Name: queueName },
    },
    { parent },
  );
}

function bucketSends(queueArn: string, { place, bucketName }: StateEventsArgs): PolicyStatement {
  return {
    Sid: "StateBucketSendsEvents",
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: {
      ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${bucketName}` },
      StringEquals: { "aws:SourceAccount": place.accountId },
    },
  };
}

/** Statements of a key's policy that let the bucket's events into queues which the key encrypts. */
export function eventKeyStatements({ accountId }: Place, bucketName: string): PolicyStatement[] {
  return [
    {
      Sid: "StateBucketSendsEvents",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      // In a key policy `*` is this key.
      Resource: "*",
      Condition: {
        ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${bucketName}` },
        StringEquals: { "aws:SourceAccount": accountId },
      },
    },
  ];
}
