import * as pulumi from "@pulumi/pulumi";
import { registryNames } from "../../contracts/registry/registry-names";
import { keyUseThrough } from "../access/key-use";
import { logsEncrypt } from "../access/log-encryption";
import { type Place, regionalArn } from "../access/place";
import type { PolicyStatement } from "../access/policy-document";
import { writeTraces } from "../access/traces";

/** What the indexing function works on. */
export interface IndexedResources {
  readonly place: Place;
  readonly bucketArn: pulumi.Input<string>;
  readonly tableArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
}

/**
 * Reads the state bucket, writes the registry. It may use the key through these services alone: it can read a
 * checkpoint, and none of the secrets in it.
 */
export function indexerStatements({
  place,
  bucketArn,
  tableArn,
  keyArn,
}: IndexedResources): PolicyStatement[] {
  return [
    {
      Sid: "ReadEvents",
      Effect: "Allow",
      Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      Resource: regionalArn(place, "sqs", registryNames(place.environment).eventQueue),
    },
    {
      Sid: "ListState",
      Effect: "Allow",
      // No condition on the prefix: S3 answers a get of what is missing with 404 only to who may list.
      Action: "s3:ListBucket",
      Resource: bucketArn,
    },
    {
      Sid: "ReadState",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [
        ".pulumi/stacks/*",
        ".pulumi/history/*",
        ".pulumi/locks/*",
        ".fleet/operations/*",
        ".fleet/workspaces/*",
        ".fleet/leases/*",
      ].map((objects) => pulumi.interpolate`${bucketArn}/${objects}`),
    },
    {
      Sid: "WriteRegistry",
      Effect: "Allow",
      Action: ["dynamodb:BatchWriteItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
      Resource: tableArn,
    },
    keyUseThrough({
      keyArn,
      services: [`s3.${place.region}`, `dynamodb.${place.region}`, `sqs.${place.region}`],
      access: "write",
    }),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: regionalArn(place, "logs", `log-group:${logGroupName(place)}:log-stream:*`),
    },
    writeTraces(),
  ];
}

/** Statements of the state key's policy that let the function's log be encrypted by it. */
export function indexerKeyStatements(place: Place): PolicyStatement[] {
  return [logsEncrypt(place, "LogsEncryptIndexing", [logGroupName(place)])];
}

/** Lambda's own name of the group. */
function logGroupName({ environment }: Place): string {
  return `/aws/lambda/${registryNames(environment).indexFunction}`;
}
