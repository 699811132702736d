import { githubRoleName } from "../../contracts/github";
import { PRODUCT } from "../../contracts/names";
import { iamArn, type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/** Services that get a role of the environment's. */
const SERVICES = [
  "ecs-tasks.amazonaws.com",
  "events.amazonaws.com",
  "lambda.amazonaws.com",
  "states.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

/** What deploying base needs, apart from its network. */
export function deployBaseStatements(place: Place): PolicyStatement[] {
  const prefix = `${PRODUCT}-${place.environment}-`;
  const roles = iamArn(place, `role/${prefix}*`);
  return [
    allow("Roles", "iam", ROLES, [roles, iamArn(place, `policy/${prefix}*`)]),
    {
      ...allow("HandRolesToServices", "iam", ["PassRole"], roles),
      Condition: { StringEquals: { "iam:PassedToService": SERVICES } },
    },
    {
      Sid: "KeepOwnLimits",
      Effect: "Deny",
      // Whoever deploys must not widen who may deploy.
      Action: ROLES.map((action) => `iam:${action}`),
      Resource: (["preview", "deploy"] as const).map((access) =>
        iamArn(place, `role/${githubRoleName(place.environment, access)}`),
      ),
    },
    {
      ...allow("CreateKeys", "kms", ["CreateKey", "TagResource"], "*"),
      Condition: { StringEquals: { "aws:RequestTag/Environment": place.environment } },
    },
    {
      ...allow("ChangeKeys", "kms", KEYS, regionalArn(place, "kms", "key/*")),
      Condition: { StringEquals: { "aws:ResourceTag/Environment": place.environment } },
    },
    allow(
      "NameKeys",
      "kms",
      ["CreateAlias", "DeleteAlias", "UpdateAlias"],
      regionalArn(place, "kms", `alias/${prefix}*`),
    ),
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

/** What deploying runtime needs. */
export function deployRuntimeStatements(place: Place): PolicyStatement[] {
  const prefix = `${PRODUCT}-${place.environment}-`;
  const ours = (service: string, resource = "") => regionalArn(place, service, `${resource}${prefix}*`);
  return [
    allow("Functions", "lambda", FUNCTIONS, ours("lambda", "function:")),
    {
      ...allow(
        "Mappings",
        "lambda",
        ["CreateEventSourceMapping", "DeleteEventSourceMapping", "UpdateEventSourceMapping"],
        "*",
      ),
      Condition: { ArnLike: { "lambda:FunctionArn": ours("lambda", "function:") } },
    },
    allow(
      "TagMappings",
      "lambda",
      ["TagResource", "UntagResource"],
      [regionalArn(place, "lambda", "event-source-mapping:*")],
    ),
    allow("StateMachines", "states", STATE_MACHINES, ours("states", "stateMachine:")),
    allow("Clusters", "ecs", CLUSTERS, [ours("ecs", "cluster/"), ours("ecs", "task-definition/")]),
    {
      ...allow("ForgetTasks", "ecs", ["DeregisterTaskDefinition"], "*"),
      Condition: { StringEquals: { "aws:RequestedRegion": place.region } },
    },
    allow("SeeWhoLives", "ecs", ["DescribeTasks"], ours("ecs", "task/")),
    allow("Rules", "events", RULES, ours("events", "rule/")),
    allow("Topics", "sns", TOPICS, ours("sns")),
    // IAM knows no resource for it; a subscription's owner may always end it.
    allow("Unsubscribe", "sns", ["Unsubscribe"], "*"),
    allow("Queues", "sqs", QUEUES, ours("sqs")),
    allow("Alarms", "cloudwatch", ALARMS, [
      ours("cloudwatch", "alarm:"),
      `arn:aws:cloudwatch::${place.accountId}:dashboard/${prefix}*`,
    ]),
    allow("LogGroups", "logs", LOG_GROUPS, [
      regionalArn(place, "logs", `log-group:/${PRODUCT}/${place.environment}/*`),
      regionalArn(place, "logs", `log-group:/aws/*/${prefix}*`),
    ]),
    allow("PushImages", "ecr", PUSH, ours("ecr", "repository/")),
    allow("SignIn", "ecr", ["GetAuthorizationToken"], "*"),
  ];
}

function allow(
  Sid: string,
  service: string,
  actions: readonly string[],
  Resource: string | readonly string[],
): PolicyStatement {
  return { Sid, Effect: "Allow", Action: actions.map((action) => `${service}:${action}`), Resource };
}

const ROLES = [
  "AttachRolePolicy",
  "CreatePolicy",
  "CreatePolicyVersion",
  "CreateRole",
  "DeletePolicy",
  "DeletePolicyVersion",
  "DeleteRole",
  "DeleteRolePolicy",
  "DetachRolePolicy",
  "PutRolePolicy",
  "TagPolicy",
  "TagRole",
  "UntagPolicy",
  "UntagRole",
  "UpdateAssumeRolePolicy",
  "UpdateRole",
  "UpdateRoleDescription",
];

const KEYS = [
  "CreateAlias",
  "CreateGrant",
  "DeleteAlias",
  "DisableKeyRotation",
  "EnableKeyRotation",
  "PutKeyPolicy",
  "ScheduleKeyDeletion",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
];

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

const PUSH = [
  "BatchCheckLayerAvailability",
  "BatchGetImage",
  "CompleteLayerUpload",
  "DescribeImages",
  "GetDownloadUrlForLayer",
  "InitiateLayerUpload",
  "PutImage",
  "UploadLayerPart",
];

const LOG_DELIVERY = ["CreateLogDelivery", "DeleteLogDelivery", "GetLogDelivery", "ListLogDeliveries"];

const LOG_GROUPS = [
  "AssociateKmsKey",
  "CreateLogGroup",
  "DeleteLogGroup",
  "DisassociateKmsKey",
  "PutRetentionPolicy",
  "TagResource",
  "UntagResource",
];

const FUNCTIONS = [
  "AddPermission",
  "CreateFunction",
  "DeleteFunction",
  "DeleteFunctionConcurrency",
  "PutFunctionConcurrency",
  "RemovePermission",
  "TagResource",
  "UntagResource",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
];

const STATE_MACHINES = [
  "CreateStateMachine",
  "DeleteStateMachine",
  "TagResource",
  "UntagResource",
  "UpdateStateMachine",
];

const CLUSTERS = [
  "CreateCluster",
  "DeleteCluster",
  "RegisterTaskDefinition",
  "TagResource",
  "UntagResource",
  "UpdateCluster",
  "UpdateClusterSettings",
];

const RULES = ["DeleteRule", "PutRule", "PutTargets", "RemoveTargets", "TagResource", "UntagResource"];

const TOPICS = [
  "CreateTopic",
  "DeleteTopic",
  "SetTopicAttributes",
  "Subscribe",
  "TagResource",
  "UntagResource",
];

const QUEUES = ["CreateQueue", "DeleteQueue", "SetQueueAttributes", "TagQueue", "UntagQueue"];

const ALARMS = [
  "DeleteAlarms",
  "DeleteDashboards",
  "PutDashboard",
  "PutMetricAlarm",
  "TagResource",
  "UntagResource",
];
