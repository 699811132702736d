import { baseNames } from "../../contracts/base-names";
import { githubProviderArn } from "../../contracts/github";
import { PRODUCT } from "../../contracts/names";
import { iamArn, type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/** One service's calls by which the aws provider reads resources. */
interface Reads {
  readonly service: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Calls that AWS checks against no resource, or that are made before the resource's name is known. */
const EVERYWHERE: readonly string[] = [
  "autoscaling:DescribeAutoScalingGroups",
  "cloudtrail:DescribeTrails",
  "cloudwatch:DescribeAlarms",
  "ec2:DescribeAddresses",
  "ec2:DescribeAddressesAttribute",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeLaunchTemplateVersions",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribePrefixLists",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcAttribute",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcs",
  "ecs:DescribeTaskDefinition",
  "kms:ListAliases",
  "lambda:GetEventSourceMapping",
  "lambda:ListEventSourceMappings",
  "logs:DescribeLogGroups",
  "logs:DescribeQueryDefinitions",
  "logs:DescribeResourcePolicies",
  "sns:GetSubscriptionAttributes",
];

/**
 * What a refresh of every project reads: settings of the environment's resources, no data in them.
 */
export function refreshStatements(place: Place): PolicyStatement[] {
  return [
    {
      Sid: "ReadSettings",
      Effect: "Allow",
      Action: EVERYWHERE,
      // Describe calls of EC2 and lists of other services have no resource to name.
      Resource: "*",
    },
    ...reads(place).map(
      ({ service, actions, resources }): PolicyStatement => ({
        Sid: `Read${service.charAt(0).toUpperCase()}${service.slice(1)}`,
        Effect: "Allow",
        Action: actions.map((action) => `${service}:${action}`),
        Resource: resources,
      }),
    ),
  ];
}

function reads(place: Place): readonly Reads[] {
  const prefix = `${PRODUCT}-${place.environment}-`;
  const { enclaveRolePath } = baseNames(place.environment);
  const ours = (service: string, resource = "") => regionalArn(place, service, `${resource}${prefix}*`);
  return [
    { service: "cloudtrail", actions: TRAIL, resources: [ours("cloudtrail", "trail/")] },
    {
      service: "cloudwatch",
      actions: ["GetDashboard", "ListTagsForResource"],
      resources: [
        ours("cloudwatch", "alarm:"),
        `arn:aws:cloudwatch::${place.accountId}:dashboard/${prefix}*`,
      ],
    },
    { service: "dynamodb", actions: TABLE, resources: [ours("dynamodb", "table/")] },
    {
      service: "ecr",
      actions: ["DescribeRepositories", "GetLifecyclePolicy", "GetRepositoryPolicy", "ListTagsForResource"],
      resources: [ours("ecr", "repository/")],
    },
    {
      service: "ecs",
      actions: ["DescribeClusters", "ListTagsForResource"],
      resources: [ours("ecs", "cluster/"), ours("ecs", "task-definition/")],
    },
    {
      service: "events",
      actions: ["DescribeRule", "ListTagsForResource", "ListTargetsByRule"],
      resources: [ours("events", "rule/")],
    },
    {
      service: "iam",
      actions: ROLE,
      resources: [
        iamArn(place, `role/${prefix}*`),
        iamArn(place, `policy/${prefix}*`),
        iamArn(place, `role${enclaveRolePath}*`),
        iamArn(place, `instance-profile${enclaveRolePath}*`),
        githubProviderArn(place.accountId),
      ],
    },
    {
      service: "kms",
      actions: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"],
      // A key has no name to tell it by; these calls give away no data.
      resources: [regionalArn(place, "kms", "key/*")],
    },
    {
      service: "lambda",
      actions: FUNCTION,
      // An event source mapping has no name of ours.
      resources: [ours("lambda", "function:"), regionalArn(place, "lambda", "event-source-mapping:*")],
    },
    {
      service: "logs",
      actions: ["DescribeMetricFilters", "ListTagsForResource"],
      resources: [regionalArn(place, "logs", "log-group:*")],
    },
    {
      service: "route53",
      actions: ["GetHostedZone", "ListResourceRecordSets", "ListTagsForResource"],
      resources: ["arn:aws:route53:::hostedzone/*"],
    },
    { service: "s3", actions: BUCKET, resources: [`arn:aws:s3:::${prefix}*`] },
    {
      service: "sns",
      actions: ["GetTopicAttributes", "ListTagsForResource"],
      resources: [ours("sns")],
    },
    { service: "sqs", actions: ["GetQueueAttributes", "ListQueueTags"], resources: [ours("sqs")] },
    {
      service: "states",
      actions: ["DescribeStateMachine", "ListStateMachineVersions", "ListTagsForResource"],
      resources: [ours("states", "stateMachine:")],
    },
  ];
}

const TRAIL = ["GetEventSelectors", "GetInsightSelectors", "GetTrail", "GetTrailStatus", "ListTags"];

const TABLE = [
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetResourcePolicy",
  "ListTagsOfResource",
];

const ROLE = [
  "GetInstanceProfile",
  "GetOpenIDConnectProvider",
  "GetPolicy",
  "GetPolicyVersion",
  "GetRole",
  "GetRolePolicy",
  "ListAttachedRolePolicies",
  "ListPolicyVersions",
  "ListRolePolicies",
  "ListRoleTags",
];

const FUNCTION = [
  "GetFunction",
  "GetFunctionCodeSigningConfig",
  "GetFunctionConfiguration",
  "GetPolicy",
  "ListTags",
  "ListVersionsByFunction",
];

const BUCKET = [
  "GetAccelerateConfiguration",
  "GetBucketAcl",
  "GetBucketCORS",
  "GetBucketLocation",
  "GetBucketLogging",
  "GetBucketNotification",
  "GetBucketNotification",
  "GetBucketObjectLockConfiguration",
  "GetBucketOwnershipControls",
  "GetBucketPolicy",
  "GetBucketPublicAccessBlock",
  "GetBucketRequestPayment",
  "GetBucketTagging",
  "GetBucketVersioning",
  "GetBucketWebsite",
  "GetEncryptionConfiguration",
  "GetLifecycleConfiguration",
  "GetMetricsConfiguration",
  "GetReplicationConfiguration",
  "ListBucket",
];
