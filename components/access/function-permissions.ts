import type * as pulumi from "@pulumi/pulumi";
import { CANARY_ID } from "../../contracts/canary";
import { EVENT_SOURCE } from "../../contracts/failure-notice";
import { ANY_WORKSPACE, type RuntimeNames, runtimeNames } from "../../contracts/runtime-names";
import { keyUseThrough } from "./key-use";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { runtimeArns } from "./runtime-arns";

/** What the functions work on. */
export interface PipelineResources {
  readonly place: Place;
  readonly tableArn: pulumi.Input<string>;
  readonly streamArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
}

/** Reads the stream, starts executions, and hands records it cannot read to the dead-letter queue. */
export function triggerStatements(resources: PipelineResources): PolicyStatement[] {
  const { place } = resources;
  return [
    {
      Sid: "ReadStream",
      Effect: "Allow",
      Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      Resource: resources.streamArn,
    },
    {
      Sid: "ListStreams",
      Effect: "Allow",
      Action: "dynamodb:ListStreams",
      // The action has no resource type; Lambda's poller needs it.
      Resource: "*",
    },
    startExecutions(place),
    describeExecutions(place),
    {
      Sid: "SendToDeadLetterQueue",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: runtimeArns(place, ({ deadLetterQueue }) => regionalArn(place, "sqs", deadLetterQueue)),
    },
    keyUseThrough({
      keyArn: resources.keyArn,
      services: [`dynamodb.${place.region}`, `sqs.${place.region}`],
      access: "write",
    }),
  ];
}

/** Reads the row that it judges. */
export function validateStatements(resources: PipelineResources): PolicyStatement[] {
  return [
    {
      Sid: "ReadRequests",
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: resources.tableArn,
    },
    keyUseThrough({
      keyArn: resources.keyArn,
      services: [`dynamodb.${resources.place.region}`],
      access: "read",
    }),
  ];
}

/** Takes and releases leases and slots, and writes status and outputs. */
export function recordStatements(resources: PipelineResources): PolicyStatement[] {
  const { place } = resources;
  return [
    updateRequests(resources),
    {
      Sid: "KeepSlots",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      Resource: runtimeArns(place, ({ slotTable }) => regionalArn(place, "dynamodb", `table/${slotTable}`)),
    },
    // Whether the holder of a lease or a slot is still running.
    describeExecutions(place),
    keyUseThrough({
      keyArn: resources.keyArn,
      services: [`dynamodb.${place.region}`],
      access: "write",
    }),
  ];
}

/** Stores why a request failed, and tells people. */
export function handleErrorStatements(resources: PipelineResources): PolicyStatement[] {
  const { place } = resources;
  return [
    updateRequests(resources),
    {
      Sid: "Notify",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: runtimeArns(place, ({ topic }) => regionalArn(place, "sns", topic)),
    },
    {
      Sid: "TellPrograms",
      Effect: "Allow",
      Action: "events:PutEvents",
      Resource: regionalArn(place, "events", "event-bus/default"),
      Condition: { StringEquals: { "events:source": EVENT_SOURCE } },
    },
    keyUseThrough({
      keyArn: resources.keyArn,
      services: [`dynamodb.${place.region}`, `sns.${place.region}`],
      access: "write",
    }),
  ];
}

/** Fails the step that waits for a task that has stopped. */
export function taskStoppedStatements({ place }: PipelineResources): PolicyStatement[] {
  return [
    {
      Sid: "FailWaitingSteps",
      Effect: "Allow",
      Action: "states:SendTaskFailure",
      Resource: stateMachineArns(place),
    },
  ];
}

/** Takes messages of the topic from their queue, and reads where the chat is. A copy of runtime has no chat. */
export function notifyWebhookStatements({ place, keyArn }: PipelineResources): PolicyStatement[] {
  const { noticeQueue, webhookParameter } = runtimeNames(place.environment);
  return [
    {
      Sid: "TakeNotices",
      Effect: "Allow",
      Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      Resource: regionalArn(place, "sqs", noticeQueue),
    },
    {
      Sid: "ReadChatAddress",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: regionalArn(place, "ssm", `parameter${webhookParameter}`),
    },
    keyUseThrough({
      keyArn,
      services: [`sqs.${place.region}`, `ssm.${place.region}`],
      access: "read",
    }),
  ];
}

/** Compares rows with executions; does what the trigger and the error handler would have done, and warns owners. */
export function reconcileStatements(resources: PipelineResources): PolicyStatement[] {
  return [
    { Sid: "ScanRequests", Effect: "Allow", Action: "dynamodb:Scan", Resource: resources.tableArn },
    {
      Sid: "PutCanary",
      Effect: "Allow",
      Action: "dynamodb:PutItem",
      Resource: resources.tableArn,
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [CANARY_ID] },
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    },
    startExecutions(resources.place),
    describeExecutions(resources.place),
    ...handleErrorStatements(resources),
  ];
}

const STATE_MACHINES = [
  "deployStateMachine",
  "cleanupStateMachine",
] as const satisfies readonly (keyof RuntimeNames)[];

/** ARNs of the deployment and the cleanup state machine. */
export function stateMachineArns(place: Place): string[] {
  return STATE_MACHINES.flatMap((machine) =>
    runtimeArns(place, (names) => regionalArn(place, "states", `stateMachine:${names[machine]}`)),
  );
}

function describeExecutions(place: Place): PolicyStatement {
  // Also copies', wherever they are allowed: a row can name one as the holder of its lease.
  const runtimes = [runtimeNames(place.environment), runtimeNames(place.environment, ANY_WORKSPACE)];
  return {
    Sid: "DescribeExecutions",
    Effect: "Allow",
    Action: "states:DescribeExecution",
    Resource: STATE_MACHINES.flatMap((machine) =>
      runtimes.map((names) => regionalArn(place, "states", `execution:${names[machine]}:*`)),
    ),
  };
}

function startExecutions(place: Place): PolicyStatement {
  return {
    Sid: "StartExecutions",
    Effect: "Allow",
    Action: "states:StartExecution",
    Resource: stateMachineArns(place),
  };
}

function updateRequests(resources: PipelineResources): PolicyStatement {
  return {
    Sid: "UpdateRequests",
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    Resource: resources.tableArn,
  };
}
