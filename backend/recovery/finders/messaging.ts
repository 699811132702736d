import { collect, type Finders, foundIds, madeFromInputs, search, unlessMissing } from "../finder";

/** SNS, SQS, EventBridge, CloudWatch, CloudTrail and Route 53: messages, events, measurements and names. */
export const messagingFinders: Finders = {
  "aws:cloudtrail/trail:Trail": search(async ({ clients: { cloudtrail }, inputs }) => {
    const { DescribeTrailsCommand } =
      require("@aws-sdk/client-cloudtrail") as typeof import("@aws-sdk/client-cloudtrail");
    const { trailList = [] } = await cloudtrail.send(
      new DescribeTrailsCommand({ trailNameList: [String(inputs.name)], includeShadowTrails: false }),
    );
    return foundIds(trailList.filter(({ Name }) => Name === inputs.name).map(({ TrailARN }) => TrailARN));
  }),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": madeFromInputs("", "alarmName"),
  "aws:cloudwatch/dashboard:Dashboard": madeFromInputs("", "dashboardName"),
  "aws:cloudwatch/eventRule:EventRule": onBus("/", "name"),
  "aws:cloudwatch/eventTarget:EventTarget": onBus("-", "rule", "targetId"),
  "aws:cloudwatch/logGroup:LogGroup": madeFromInputs("", "name"),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": madeFromInputs("", "name"),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": madeFromInputs("", "policyName"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": madeFromInputs("", "name"),
  "aws:cloudwatch/queryDefinition:QueryDefinition": search(async ({ clients: { logs }, inputs }) => {
    const { DescribeQueryDefinitionsCommand } =
      require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
    const { queryDefinitions = [] } = await logs.send(
      new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: String(inputs.name) }),
    );
    const named = queryDefinitions.filter(({ name }) => name === inputs.name);
    return foundIds(named.map(({ queryDefinitionId }) => queryDefinitionId));
  }),
  "aws:sns/topic:Topic": search(async ({ clients: { sns }, inputs }) => {
    const { paginateListTopics } = require("@aws-sdk/client-sns") as typeof import("@aws-sdk/client-sns");
    const topics = await collect(paginateListTopics({ client: sns }, {}), (page) => page.Topics);
    return foundIds(
      topics.map(({ TopicArn }) => TopicArn).filter((arn) => arn?.split(":").at(-1) === inputs.name),
    );
  }),
  "aws:sns/topicPolicy:TopicPolicy": madeFromInputs("", "arn"),
  "aws:sns/topicSubscription:TopicSubscription": search(async ({ clients: { sns }, inputs }) => {
    const { paginateListSubscriptionsByTopic } =
      require("@aws-sdk/client-sns") as typeof import("@aws-sdk/client-sns");
    const subscriptions = await unlessMissing(
      collect(
        paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: String(inputs.topic) }),
        (page) => page.Subscriptions,
      ),
      "NotFoundException",
    );
    return foundIds(
      (subscriptions ?? [])
        .filter(({ Protocol, Endpoint }) => Protocol === inputs.protocol && Endpoint === inputs.endpoint)
        .map(({ SubscriptionArn }) => SubscriptionArn),
    );
  }),
  "aws:sqs/queue:Queue": search(async ({ clients: { sqs }, inputs }) => {
    const { GetQueueUrlCommand } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
    const answer = await unlessMissing(
      sqs.send(new GetQueueUrlCommand({ QueueName: String(inputs.name) })),
      "QueueDoesNotExist",
    );
    return foundIds([answer?.QueueUrl]);
  }),
  "aws:sqs/queuePolicy:QueuePolicy": madeFromInputs("", "queueUrl"),
  "aws:route53/record:Record": madeFromInputs("_", "zoneId", "name", "type"),
  // Its tags are set after it is made, so they tell nothing. A VPC has a private zone's name once.
  "aws:route53/zone:Zone": search(async ({ clients: { route53 }, inputs }) => {
    const { GetHostedZoneCommand, paginateListHostedZones } =
      require("@aws-sdk/client-route-53") as typeof import("@aws-sdk/client-route-53");
    const vpcs = (inputs.vpcs ?? []) as readonly { readonly vpcId: string }[];
    const zones = await collect(paginateListHostedZones({ client: route53 }, {}), (page) => page.HostedZones);
    const found: (string | undefined)[] = [];
    for (const { Id, Name, Config } of zones) {
      const named = Name?.replace(/\.$/, "") === String(inputs.name).replace(/\.$/, "");
      if (!named || (Config?.PrivateZone === true) !== vpcs.length > 0) {
        continue;
      }
      const { VPCs = [] } = await route53.send(new GetHostedZoneCommand({ Id }));
      if (vpcs.length === 0 || VPCs.some(({ VPCId }) => vpcs.some(({ vpcId }) => vpcId === VPCId))) {
        found.push(Id?.replace("/hostedzone/", ""));
      }
    }
    return foundIds(found);
  }),
};

/** The provider leaves the default bus out of its ids. */
function onBus(separator: string, ...names: readonly string[]) {
  return {
    kind: "madeFromInputs",
    id: (inputs: Readonly<Record<string, unknown>>) => {
      const bus = inputs.eventBusName;
      const parts = names.map((name) => String(inputs[name]));
      return [...(bus === undefined || bus === "default" ? [] : [String(bus)]), ...parts].join(separator);
    },
  } as const;
}
