import type * as pulumi from "@pulumi/pulumi";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { runtimeArns } from "./runtime-arns";
import { writeTraces } from "./traces";

export interface StateMachinePermissionsArgs {
  readonly place: Place;
  /** Roles of the runner's task, which the state machine hands to ECS. */
  readonly taskRoleArns: readonly pulumi.Input<string>[];
}

/** What the definitions of both state machines call. */
export function stateMachineStatements(args: StateMachinePermissionsArgs): PolicyStatement[] {
  const { place } = args;
  return [
    {
      Sid: "InvokeFunctions",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: (["validateFunction", "recordFunction", "handleErrorFunction"] as const).flatMap((of) =>
        runtimeArns(place, (names) => regionalArn(place, "lambda", `function:${names[of]}`)),
      ),
    },
    {
      Sid: "RunRunner",
      Effect: "Allow",
      Action: "ecs:RunTask",
      // Any revision: an execution that waits for a retry outlives a deployment of runtime.
      Resource: runtimeArns(place, ({ runnerTaskFamily }) =>
        regionalArn(place, "ecs", `task-definition/${runnerTaskFamily}:*`),
      ),
      Condition: {
        ArnLike: {
          "ecs:cluster": runtimeArns(place, ({ cluster }) => regionalArn(place, "ecs", `cluster/${cluster}`)),
        },
      },
    },
    {
      Sid: "TagRunner",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: runtimeArns(place, ({ cluster }) => regionalArn(place, "ecs", `task/${cluster}/*`)),
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
