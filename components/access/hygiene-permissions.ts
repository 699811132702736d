import * as pulumi from "@pulumi/pulumi";
import { registryNames } from "../../contracts/registry/registry-names";
import { runtimeNames } from "../../contracts/runtime-names";
import { publishStateMetrics, stateReadStatements } from "../state-backend/state-permissions";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { runtimeArns } from "./runtime-arns";

export interface HygienePermissionsArgs {
  readonly place: Place;
  readonly stateBucketArn: pulumi.Input<string>;
  readonly stateKeyArn: pulumi.Input<string>;
}

/**
 * What the daily check does besides refreshing: it looks at every version of the state, asks who still lives, lets
 * go of the locks of the dead, and leaves a report. It can change no stack.
 */
export function hygieneStatements(args: HygienePermissionsArgs): PolicyStatement[] {
  const registry = regionalArn(
    args.place,
    "dynamodb",
    `table/${registryNames(args.place.environment).table}`,
  );
  const inBucket = (prefix: string) => pulumi.interpolate`${args.stateBucketArn}/${prefix}*`;
  return [
    ...stateReadStatements({ bucketArn: args.stateBucketArn, keyArn: args.stateKeyArn }),
    {
      Sid: "LookAtVersions",
      Effect: "Allow",
      Action: ["s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
      Resource: args.stateBucketArn,
    },
    {
      Sid: "ReadVersionsAndOwnFiles",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: [inBucket(".pulumi/"), inBucket(".fleet/")],
    },
    {
      Sid: "ReleaseLocks",
      Effect: "Allow",
      Action: "s3:DeleteObject",
      Resource: inBucket(".pulumi/locks/"),
    },
    {
      Sid: "WriteOwnFiles",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: ["leases", "operation-heads", "operations", "reports"].map((folder) =>
        inBucket(`.fleet/${folder}/`),
      ),
    },
    {
      Sid: "EncryptOwnFiles",
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
      Resource: args.stateKeyArn,
    },
    {
      Sid: "LookUpRegistry",
      Effect: "Allow",
      Action: "dynamodb:Query",
      Resource: [registry, `${registry}/index/*`],
    },
    ...livingTasks(args.place),
    publishStateMetrics(),
    {
      Sid: "LookUpActors",
      Effect: "Allow",
      Action: "cloudtrail:LookupEvents",
      // Of the account's events as a whole: it has no resource.
      Resource: "*",
    },
  ];
}

/** Whether the owner of a lock still lives. */
export function livingTasks(place: Place): PolicyStatement[] {
  return [
    {
      Sid: "SeeWhoLives",
      Effect: "Allow",
      Action: "ecs:DescribeTasks",
      Resource: runtimeArns(place, ({ cluster }) => regionalArn(place, "ecs", `task/${cluster}/*`)),
    },
  ];
}

export interface SchedulePermissionsArgs {
  readonly place: Place;
  /** Roles of the task, which EventBridge hands to ECS. */
  readonly taskRoleArns: readonly pulumi.Input<string>[];
}

/** What EventBridge does at its time: it runs this one task. */
export function scheduleStatements(args: SchedulePermissionsArgs): PolicyStatement[] {
  const { place } = args;
  const { cluster, hygieneTaskFamily } = runtimeNames(place.environment);
  return [
    {
      Sid: "RunHygiene",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: regionalArn(place, "ecs", `task-definition/${hygieneTaskFamily}:*`),
      Condition: { ArnEquals: { "ecs:cluster": regionalArn(place, "ecs", `cluster/${cluster}`) } },
    },
    {
      Sid: "TagHygiene",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: regionalArn(place, "ecs", `task/${cluster}/*`),
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "HandRolesToHygiene",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: args.taskRoleArns,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  ];
}
