import type * as pulumi from "@pulumi/pulumi";
import { PULUMI_PROJECT } from "../../contracts/environment";
import { publishStateMetrics, stateWriteStatements } from "../state-backend/state-permissions";
import { stateMachineArns } from "./function-permissions";
import { keyUseThrough } from "./key-use";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { runtimeArns } from "./runtime-arns";

export interface RunnerPermissionsArgs {
  readonly place: Place;
  readonly tableArn: pulumi.Input<string>;
  /** Key of the table. */
  readonly keyArn: pulumi.Input<string>;
  readonly stateBucketArn: pulumi.Input<string>;
  readonly stateKeyArn: pulumi.Input<string>;
}

/**
 * What the runner's own work needs: the request, the task token, the state of project `enclave` alone, and whether
 * the owner of a lock on it still lives. How it went is measured.
 */
export function runnerStatements(args: RunnerPermissionsArgs): PolicyStatement[] {
  return [
    {
      Sid: "ReadRequests",
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: args.tableArn,
    },
    keyUseThrough({
      keyArn: args.keyArn,
      services: [`dynamodb.${args.place.region}`],
      access: "read",
    }),
    {
      Sid: "AnswerStateMachines",
      Effect: "Allow",
      Action: ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"],
      Resource: stateMachineArns(args.place),
    },
    ...stateWriteStatements({
      bucketArn: args.stateBucketArn,
      keyArn: args.stateKeyArn,
      project: PULUMI_PROJECT.enclave,
    }),
    otherTasks(args.place),
    publishStateMetrics(),
  ];
}

function otherTasks(place: Place): PolicyStatement {
  return {
    Sid: "DescribeRunners",
    Effect: "Allow",
    Action: "ecs:DescribeTasks",
    Resource: runtimeArns(place, ({ cluster }) => regionalArn(place, "ecs", `task/${cluster}/*`)),
    Condition: {
      ArnLike: {
        "ecs:cluster": runtimeArns(place, ({ cluster }) => regionalArn(place, "ecs", `cluster/${cluster}`)),
      },
    },
  };
}
