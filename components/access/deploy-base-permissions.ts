import { PRODUCT } from "../../contracts/names";
import { allow } from "./allow";
import { deployKeyStatements } from "./deploy-key-permissions";
import { deployRoleStatements } from "./deploy-role-permissions";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

const TABLES = [
  "CreateTable",
  "DeleteTable",
  "TagResource",
  "UntagResource",
  "UpdateContinuousBackups",
  "UpdateTable",
  "UpdateTimeToLive",
];

const REPOSITORIES = [
  "CreateRepository",
  "DeleteLifecyclePolicy",
  "DeleteRepository",
  "PutImageScanningConfiguration",
  "PutImageTagMutability",
  "PutLifecyclePolicy",
  "TagResource",
  "UntagResource",
];

const LOG_DELIVERY = ["CreateLogDelivery", "DeleteLogDelivery", "GetLogDelivery", "ListLogDeliveries"];

/** What deploying base needs, apart from its network. */
export function deployBaseStatements(place: Place): PolicyStatement[] {
  const prefix = `${PRODUCT}-${place.environment}-`;
  return [
    ...deployRoleStatements(place),
    ...deployKeyStatements(place),
    allow("Tables", "dynamodb", TABLES, regionalArn(place, "dynamodb", `table/${prefix}*`)),
    allow("Repositories", "ecr", REPOSITORIES, regionalArn(place, "ecr", `repository/${prefix}*`)),
    // A zone has neither a name nor a tag that IAM could look at.
    allow(
      "Zones",
      "route53",
      ["AssociateVPCWithHostedZone", "ChangeTagsForResource", "DeleteHostedZone", "UpdateHostedZoneComment"],
      "arn:aws:route53:::hostedzone/*",
    ),
    {
      ...allow("CreateZones", "route53", ["CreateHostedZone"], "*"),
      // Private ones only: a zone without a network is public.
      Condition: { Null: { "route53:VPCs": "false" } },
    },
    allow("WaitForZones", "route53", ["GetChange"], "arn:aws:route53:::change/*"),
    allow("DeliverFlowLogs", "logs", LOG_DELIVERY, "*"),
  ];
}
