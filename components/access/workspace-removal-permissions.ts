import { baseNames } from "../../contracts/base-names";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/** What removing a workspace needs beside the deployment of runtime: its enclaves go back to the environment. */
export function removeWorkspacesStatements(place: Place): PolicyStatement[] {
  return [
    {
      Sid: "TakeBackEnclaves",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
      Resource: regionalArn(place, "dynamodb", `table/${baseNames(place.environment).requestTable}`),
    },
    {
      Sid: "OpenRequests",
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: regionalArn(place, "kms", "key/*"),
      // Base's key, which is younger than this role.
      Condition: {
        StringEquals: {
          "aws:ResourceTag/Environment": place.environment,
          "kms:ViaService": `dynamodb.${place.region}.amazonaws.com`,
        },
      },
    },
  ];
}
