import { baseNames } from "../../contracts/base-names";
import { runtimeNames } from "../../contracts/runtime-names";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/** What removing a workspace needs beside the deployment of runtime: its enclaves go back, and its owner is warned. */
export function removeWorkspacesStatements(place: Place): PolicyStatement[] {
  return [
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
