import { createHash } from "node:crypto";

/** Where the mocks' resources seem to be. */
export const MOCK_ACCOUNT_ID = "111122223333";
export const MOCK_REGION = "eu-west-1";

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs are as dynamic as the providers' schemas
export type Properties = Record<string, any>;

/** What AWS would add to a resource's inputs; `id` becomes the resource's id. */
type Outputs = (name: string, inputs: Properties) => Properties & { readonly id: string };

/** Hexadecimal digits that depend on nothing but `seed`. */
function hex(seed: string, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

function arn(service: string, resource: string, region = MOCK_REGION): string {
  return `arn:aws:${service}:${region}:${MOCK_ACCOUNT_ID}:${resource}`;
}

/** What `name` (or the auto-naming of Pulumi) makes of a logical name. */
function physical(logicalName: string, given: unknown): string {
  return typeof given === "string" ? given : `${logicalName}-${hex(logicalName, 7)}`;
}

/** A type whose id AWS makes: `sg-0123…`. */
const generated =
  (
    prefix: string,
    service: string,
    kind: string,
    more: (id: string, inputs: Properties) => Properties = () => ({}),
  ): Outputs =>
  (name, inputs) => {
    const id = `${prefix}-${hex(`${kind}/${name}`, 17)}`;
    return { id, arn: arn(service, `${kind}/${id}`), ...more(id, inputs) };
  };

/** How a resource travels as a value: a reference that the SDK looks up by its URN. */
const REFERENCE = { "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e" } as const;

/** A resource that a remote component made, as its output. */
export function reference(type: string, name: string, id: string): Properties {
  return { ...REFERENCE, urn: `urn:pulumi:stack::project::${type}::${name}`, id, packageVersion: "7.48.0" };
}

/** References within `outputs`, which must be known before the SDK meets them. */
export function references(outputs: unknown): Properties[] {
  if (outputs === null || typeof outputs !== "object") {
    return [];
  }
  const [mark] = Object.keys(REFERENCE);
  return mark !== undefined && mark in outputs ? [outputs] : Object.values(outputs).flatMap(references);
}

/** A type that belongs to another resource and has its own made-up id. */
const part: Outputs = (name) => ({ id: hex(name, 12) });

function bucketOf(inputs: Properties): Properties & { readonly id: string } {
  return { id: String(inputs.bucket) };
}

function iamArn(kind: string, inputs: Properties, name: string): string {
  return `arn:aws:iam::${MOCK_ACCOUNT_ID}:${kind}${inputs.path ?? "/"}${name}`;
}

function subnets(kind: string, zones: number): string[] {
  return Array.from({ length: zones }, (_, zone) => `subnet-${hex(`${kind}${zone}`, 17)}`);
}

/** Ids of the subnets that a mocked `awsx:ec2:Vpc` has for one type of subnet. */
function subnetIds(inputs: Properties, type: string): string[] {
  const specs: Properties[] = inputs.subnetSpecs ?? [{ type: "Public" }, { type: "Private" }];
  const zones = inputs.availabilityZoneNames?.length ?? inputs.numberOfAvailabilityZones ?? 3;
  return specs.some((spec) => String(spec.type).toLowerCase() === type) ? subnets(type, zones) : [];
}

/**
 * Every type that the programs may register under mocks, with what AWS would answer. A type that is missing here
 * makes `runProgram` fail: add it when a program starts to use it.
 */
export const MOCK_OUTPUTS: Readonly<Record<string, Outputs>> = {
  "pulumi:providers:aws": (name) => ({ id: hex(name, 12) }),
  "pulumi:providers:awsx": (name) => ({ id: hex(name, 12) }),
  "pulumi:providers:command": (name) => ({ id: hex(name, 12) }),

  "aws:s3/bucket:Bucket": (name, inputs) => {
    const bucket = physical(name, inputs.bucket);
    return {
      id: bucket,
      bucket,
      arn: `arn:aws:s3:::${bucket}`,
      region: MOCK_REGION,
      bucketRegionalDomainName: `${bucket}.s3.${MOCK_REGION}.amazonaws.com`,
    };
  },
  "aws:s3/bucketVersioning:BucketVersioning": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (_, inputs) =>
    bucketOf(inputs),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketPolicy:BucketPolicy": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketLogging:BucketLogging": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketNotification:BucketNotification": (_, inputs) => bucketOf(inputs),
  "aws:s3/bucketMetric:BucketMetric": (_, inputs) => ({ id: `${inputs.bucket}:${inputs.name}` }),

  "aws:kms/key:Key": (name) => {
    const digits = hex(name, 32);
    const keyId = [8, 12, 16, 20, 32].map((end, i, ends) => digits.slice(ends[i - 1] ?? 0, end)).join("-");
    return { id: keyId, keyId, arn: arn("kms", `key/${keyId}`) };
  },
  "aws:kms/alias:Alias": (name, inputs) => {
    const alias = physical(`alias/${name}`, inputs.name);
    return { id: alias, name: alias, arn: arn("kms", alias), targetKeyArn: String(inputs.targetKeyId) };
  },

  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (_, inputs) => {
    const host = String(inputs.url).replace(/^https:\/\//, "");
    const providerArn = `arn:aws:iam::${MOCK_ACCOUNT_ID}:oidc-provider/${host}`;
    return { id: providerArn, arn: providerArn };
  },
  "aws:iam/policy:Policy": (name, inputs) => {
    const policyName = physical(name, inputs.name);
    const policyArn = iamArn("policy", inputs, policyName);
    return { id: policyArn, name: policyName, arn: policyArn };
  },
  "aws:iam/role:Role": (name, inputs) => {
    const roleName = physical(name, inputs.name);
    return {
      id: roleName,
      name: roleName,
      arn: iamArn("role", inputs, roleName),
      uniqueId: `AROA${hex(name, 17).toUpperCase()}`,
    };
  },
  "aws:iam/rolePolicy:RolePolicy": (name, inputs) => ({
    id: `${inputs.role}:${physical(name, inputs.name)}`,
  }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (_, inputs) => ({
    id: `${inputs.role}/${inputs.policyArn}`,
  }),
  "aws:iam/instanceProfile:InstanceProfile": (name, inputs) => {
    const profileName = physical(name, inputs.name);
    return { id: profileName, name: profileName, arn: iamArn("instance-profile", inputs, profileName) };
  },

  "awsx:ec2:Vpc": (name, inputs) => ({
    id: "",
    vpcId: `vpc-${hex(name, 17)}`,
    publicSubnetIds: subnetIds(inputs, "public"),
    privateSubnetIds: subnetIds(inputs, "private"),
    isolatedSubnetIds: subnetIds(inputs, "isolated"),
    routeTables: ["public", "private", "isolated"].flatMap((type) =>
      subnetIds(inputs, type).map((subnetId) =>
        reference("aws:ec2/routeTable:RouteTable", `${name}-${subnetId}`, `rtb-${hex(subnetId, 17)}`),
      ),
    ),
  }),
  "aws:ec2/securityGroup:SecurityGroup": generated("sg", "ec2", "security-group"),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": generated("sg", "ec2", "security-group"),
  "aws:ec2/flowLog:FlowLog": generated("fl", "ec2", "vpc-flow-log"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": generated("vpce", "ec2", "vpc-endpoint"),
  "aws:ec2/launchTemplate:LaunchTemplate": generated("lt", "ec2", "launch-template", () => ({
    latestVersion: 1,
    defaultVersion: 1,
  })),
  "aws:ec2/networkInterface:NetworkInterface": generated("eni", "ec2", "network-interface", (_, inputs) => ({
    privateIp: "10.0.8.10",
    privateIps: inputs.privateIps ?? ["10.0.8.10"],
    privateDnsName: "ip-10-0-8-10.eu-west-1.compute.internal",
  })),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": generated("sgr", "ec2", "security-group-rule"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": generated("sgr", "ec2", "security-group-rule"),

  "aws:route53/zone:Zone": (name) => {
    const id = `Z${hex(name, 20).toUpperCase()}`;
    return {
      id,
      zoneId: id,
      arn: `arn:aws:route53:::hostedzone/${id}`,
      nameServers: ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"],
    };
  },
  "aws:route53/record:Record": (_, inputs) => ({
    id: `${inputs.zoneId}_${inputs.name}_${inputs.type}`,
    fqdn: String(inputs.name),
  }),

  "aws:ecr/repository:Repository": (name, inputs) => {
    const repository = physical(name, inputs.name);
    return {
      id: repository,
      name: repository,
      arn: arn("ecr", `repository/${repository}`),
      registryId: MOCK_ACCOUNT_ID,
      repositoryUrl: `${MOCK_ACCOUNT_ID}.dkr.ecr.${MOCK_REGION}.amazonaws.com/${repository}`,
    };
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": (_, inputs) => ({
    id: String(inputs.repository),
    registryId: MOCK_ACCOUNT_ID,
  }),

  "aws:dynamodb/table:Table": (name, inputs) => {
    const table = physical(name, inputs.name);
    return {
      id: table,
      name: table,
      arn: arn("dynamodb", `table/${table}`),
      ...(inputs.streamEnabled && {
        streamArn: arn("dynamodb", `table/${table}/stream/2026-01-01T00:00:00.000`),
        streamLabel: "2026-01-01T00:00:00.000",
      }),
    };
  },

  "aws:cloudtrail/trail:Trail": (name, inputs) => {
    const trail = arn("cloudtrail", `trail/${physical(name, inputs.name)}`);
    return { id: trail, arn: trail };
  },
  "aws:cloudwatch/logGroup:LogGroup": (name, inputs) => {
    const group = physical(name, inputs.name);
    return { id: group, name: group, arn: arn("logs", `log-group:${group}`) };
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": (name, inputs) => ({ id: physical(name, inputs.name) }),
  "aws:cloudwatch/queryDefinition:QueryDefinition": (name) => ({ id: name, queryDefinitionId: name }),
  "aws:cloudwatch/dashboard:Dashboard": (name, inputs) => {
    const dashboard = physical(name, inputs.dashboardName);
    return {
      id: dashboard,
      dashboardName: dashboard,
      dashboardArn: `arn:aws:cloudwatch::${MOCK_ACCOUNT_ID}:dashboard/${dashboard}`,
    };
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": (name, inputs) => {
    const alarm = physical(name, inputs.alarmName);
    return { id: alarm, alarmName: alarm, arn: arn("cloudwatch", `alarm:${alarm}`) };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": (name, inputs) => {
    const alarm = physical(name, inputs.name);
    return { id: alarm, name: alarm, arn: arn("cloudwatch", `alarm:${alarm}`) };
  },
  "aws:cloudwatch/eventRule:EventRule": (name, inputs) => {
    const rule = physical(name, inputs.name);
    return { id: rule, name: rule, arn: arn("events", `rule/${rule}`) };
  },
  "aws:cloudwatch/eventTarget:EventTarget": (name, inputs) => ({
    id: `${inputs.rule}-${inputs.targetId ?? name}`,
    targetId: inputs.targetId ?? name,
  }),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (name, inputs) => ({
    id: physical(name, inputs.policyName),
  }),

  "aws:sqs/queue:Queue": (name, inputs) => {
    const queue = physical(name, inputs.name);
    const url = `https://sqs.${MOCK_REGION}.amazonaws.com/${MOCK_ACCOUNT_ID}/${queue}`;
    return { id: url, url, name: queue, arn: arn("sqs", queue) };
  },
  "aws:sqs/queuePolicy:QueuePolicy": (_, inputs) => ({ id: String(inputs.queueUrl) }),
  "aws:sns/topic:Topic": (name, inputs) => {
    const topic = physical(name, inputs.name);
    return { id: arn("sns", topic), name: topic, arn: arn("sns", topic) };
  },
  "aws:sns/topicPolicy:TopicPolicy": (_, inputs) => ({ id: String(inputs.arn) }),
  "aws:sns/topicSubscription:TopicSubscription": (name, inputs) => ({
    id: `${inputs.topic}:${hex(name, 12)}`,
    arn: `${inputs.topic}:${hex(name, 12)}`,
  }),

  "aws:lambda/function:Function": (name, inputs) => {
    const lambda = physical(name, inputs.name);
    const functionArn = arn("lambda", `function:${lambda}`);
    return {
      id: lambda,
      name: lambda,
      arn: functionArn,
      qualifiedArn: `${functionArn}:1`,
      version: "1",
      invokeArn: `arn:aws:apigateway:${MOCK_REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    };
  },
  "aws:lambda/permission:Permission": part,
  "aws:lambda/eventSourceMapping:EventSourceMapping": (name) => ({
    id: hex(name, 32),
    uuid: hex(name, 32),
    arn: arn("lambda", `event-source-mapping:${hex(name, 32)}`),
  }),

  "aws:sfn/stateMachine:StateMachine": (name, inputs) => {
    const machine = physical(name, inputs.name);
    return {
      id: arn("states", `stateMachine:${machine}`),
      name: machine,
      arn: arn("states", `stateMachine:${machine}`),
    };
  },

  "aws:ecs/cluster:Cluster": (name, inputs) => {
    const cluster = physical(name, inputs.name);
    return { id: arn("ecs", `cluster/${cluster}`), name: cluster, arn: arn("ecs", `cluster/${cluster}`) };
  },
  "aws:ecs/taskDefinition:TaskDefinition": (_, inputs) => ({
    id: String(inputs.family),
    revision: 1,
    arn: arn("ecs", `task-definition/${inputs.family}:1`),
    arnWithoutRevision: arn("ecs", `task-definition/${inputs.family}`),
  }),

  "aws:autoscaling/group:Group": (name, inputs) => {
    const group = physical(name, inputs.name);
    return {
      id: group,
      name: group,
      arn: arn("autoscaling", `autoScalingGroup:${hex(name, 12)}:autoScalingGroupName/${group}`),
    };
  },

  "command:local:Command": (name) => ({ id: hex(name, 12), stdout: "", stderr: "" }),
};
