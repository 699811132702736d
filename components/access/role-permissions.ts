import * as pulumi from "@pulumi/pulumi";
import { PRODUCT } from "../../contracts/names";
import { registryNames } from "../../contracts/registry/registry-names";
import { drillStatements } from "../state-backend/drill-permissions";
import {
  publishStateMetrics,
  stateObjectStatements,
  stateWriteStatements,
} from "../state-backend/state-permissions";
import { livingTasks } from "./hygiene-permissions";
import { keyUseThrough } from "./key-use";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/** What people's roles speak of. */
export interface RoleResources {
  readonly place: Place;
  readonly stateBucketArn: pulumi.Input<string>;
  readonly stateKeyArn: pulumi.Input<string>;
  readonly requestTableArn: pulumi.Input<string>;
  /** Key of the request table. */
  readonly dataKeyArn: pulumi.Input<string>;
}

/** Everything that is known of every workspace and request, but no secret: those need the key itself. */
export function readerStatements(args: RoleResources): PolicyStatement[] {
  const { place, stateKeyArn } = args;
  return [
    ...stateObjectStatements({ bucketArn: args.stateBucketArn, keyArn: stateKeyArn }),
    ...lookUp(args),
    ...livingTasks(place),
    { Sid: "SeeStateKey", Effect: "Allow", Action: "kms:DescribeKey", Resource: stateKeyArn },
    keyUseThrough({
      keyArn: [stateKeyArn, args.dataKeyArn],
      services: [`dynamodb.${place.region}`, `s3.${place.region}`],
      access: "read",
    }),
  ];
}

/**
 * What the daily work on everybody's workspaces needs: state with its secrets, locks, requests, the registry. To
 * deploy base and runtime is the pipeline's, whose role may make what they consist of.
 */
export function operatorStatements(args: RoleResources): PolicyStatement[] {
  const { place, stateBucketArn, stateKeyArn } = args;
  const { deadLetterQueue } = registryNames(place.environment);
  return [
    ...stateWriteStatements({ bucketArn: stateBucketArn, keyArn: stateKeyArn }),
    {
      Sid: "ListVersions",
      Effect: "Allow",
      Action: "s3:ListBucketVersions",
      Resource: stateBucketArn,
    },
    {
      Sid: "ReadVersions",
      Effect: "Allow",
      Action: "s3:GetObjectVersion",
      Resource: [".pulumi/*", ".fleet/*"].map((objects) => pulumi.interpolate`${stateBucketArn}/${objects}`),
    },
    ...lookUp(args),
    {
      Sid: "ChangeRequests",
      Effect: "Allow",
      Action: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
      Resource: args.requestTableArn,
    },
    {
      Sid: "WriteRegistry",
      Effect: "Allow",
      Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      Resource: registryTableArn(place),
    },
    {
      Sid: "SettleDeadLetters",
      Effect: "Allow",
      Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:PurgeQueue", "sqs:ReceiveMessage"],
      Resource: regionalArn(place, "sqs", deadLetterQueue),
    },
    keyUseThrough({
      keyArn: [stateKeyArn, args.dataKeyArn],
      services: [`dynamodb.${place.region}`, `sqs.${place.region}`],
      access: "write",
    }),
    ...livingTasks(place),
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

/** What an operator may, and what must not happen by mistake: rows that go for good, and recovery's rehearsal. */
export function adminStatements(args: RoleResources): PolicyStatement[] {
  const { place } = args;
  return [
    ...operatorStatements(args),
    {
      Sid: "RemoveRows",
      Effect: "Allow",
      Action: "dynamodb:DeleteItem",
      Resource: [args.requestTableArn, registryTableArn(place)],
    },
    ...drillStatements({ bucketArn: args.stateBucketArn, keyArn: args.stateKeyArn, place }),
  ];
}

/** Every row of the registry and of the request table, and what became of a request: its executions and its runners. */
function lookUp({ place, requestTableArn }: RoleResources): PolicyStatement[] {
  const registry = registryTableArn(place);
  return [
    {
      Sid: "ReadRows",
      Effect: "Allow",
      Action: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
      Resource: [
        registry,
        `${registry}/index/*`,
        requestTableArn,
        pulumi.interpolate`${requestTableArn}/index/*`,
      ],
    },
    {
      Sid: "FollowExecutions",
      Effect: "Allow",
      Action: "states:GetExecutionHistory",
      Resource: regionalArn(place, "states", `execution:${PRODUCT}-${place.environment}-*`),
    },
    {
      Sid: "ReadRunners",
      Effect: "Allow",
      Action: "logs:FilterLogEvents",
      // Every runtime's tasks write below this name.
      Resource: regionalArn(place, "logs", `log-group:/${PRODUCT}/${place.environment}/*`),
    },
  ];
}

function registryTableArn(place: Place): string {
  return regionalArn(place, "dynamodb", `table/${registryNames(place.environment).table}`);
}
