import type * as pulumi from "@pulumi/pulumi";
import { runtimeNames } from "../../contracts/runtime-names";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { writeTraces } from "./traces";

export interface StateMachinePermissionsArgs {
  readonly place: Place;
  /** Roles of the runner's task, which the state machine hands to ECS. */
  readonly taskRoleArns: readonly pulumi.Input<string>[];
}

/** What the definitions of both state machines call. */
export function stateMachineStatements(args: StateMachinePermissionsArgs): PolicyStatement[] {
  const { place } = args;
  const names = runtimeNames(place.environment);
  return [
    {
      Sid: "InvokeFunctions",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: [names.validateFunction, names.recordFunction, names.handleErrorFunction].map((name) =>
        regionalArn(place, "lambda", `function:${name}`),
      ),
    },
    {
      Sid: "RunRunner",
      Effect: "Allow",
      Action: "ecs:RunTask",
      // Any revision: an execution that waits for a retry outlives a deployment of runtime.
      Resource: regionalArn(place, "ecs", `task-definition/${names.runnerTaskFamily}:*`),
      Condition: {
        ArnEquals: { "ecs:cluster": regionalArn(place, "ecs", `cluster/${names.cluster}`) },
      },
    },
    {
      Sid: "TagRunner",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: regionalArn(place, "ecs", `task/${names.cluster}/*`),
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "HandRolesToRunner",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: args.taskRoleArns,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      Sid: "DeliverLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
      ],
      // Log deliveries have no ARNs (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html).
      Resource: "*",
    },
    writeTraces(),
  ];
}
