import { PRODUCT } from "../../contracts/names";
import { allow } from "./allow";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

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
  "PutCompositeAlarm",
  "PutDashboard",
  "PutMetricAlarm",
  "TagResource",
  "UntagResource",
];

const LOG_GROUPS = [
  "AssociateKmsKey",
  "CreateLogGroup",
  "DeleteLogGroup",
  "DisassociateKmsKey",
  "PutRetentionPolicy",
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
    // They have no names that IAM knows.
    allow("SavedQueries", "logs", ["DeleteQueryDefinition", "PutQueryDefinition"], "*"),
    allow("PushImages", "ecr", PUSH, ours("ecr", "repository/")),
    allow("SignIn", "ecr", ["GetAuthorizationToken"], "*"),
  ];
}
