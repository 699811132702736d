import { baseNames } from "../../contracts/base-names";
import { partitionOf } from "../../contracts/registry/registry-keys";
import { registryNames } from "../../contracts/registry/registry-names";
import { runtimeNames } from "../../contracts/runtime-names";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/**
 * What short-lived copies need beside the deployment of runtime: their names are reserved, and with the end of one its
 * enclaves go back, and its owner is warned.
 */
export function workspaceStatements(place: Place): PolicyStatement[] {
  return [
    {
      Sid: "ReserveNames",
      Effect: "Allow",
      // A workspace's key is a hash of its name, by which IAM cannot tell a copy's from another's. Nothing is lost by it:
      // what is wrong in a row, the next indexing makes right.
      Action: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
      Resource: regionalArn(place, "dynamodb", `table/${registryNames(place.environment).table}`),
      Condition: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [partitionOf("*")] },
        Null: { "dynamodb:LeadingKeys": "false" },
      },
    },
    {
      Sid: "TakeBackEnclaves",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
      Resource: regionalArn(place, "dynamodb", `table/${baseNames(place.environment).requestTable}`),
    },
    {
      Sid: "UseDataKey",
      Effect: "Allow",
      // What goes to the topic is encrypted by who publishes it.
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: regionalArn(place, "kms", "key/*"),
      // Base's key, which is younger than this role.
      Condition: {
        StringEquals: {
          "aws:ResourceTag/Environment": place.environment,
          "kms:ViaService": [`dynamodb.${place.region}.amazonaws.com`, `sns.${place.region}.amazonaws.com`],
        },
      },
    },
    {
      Sid: "WarnOfExpiry",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: regionalArn(place, "sns", runtimeNames(place.environment).topic),
    },
  ];
}
