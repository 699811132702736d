import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  type Dimension,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  type MetricDataQuery,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { ifPresent, present } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const dashboard: ResourceType = {
  inputs: { dashboardName: "leaf", dashboardBody: "leaf" },
  required: ["dashboardName", "dashboardBody"],
  replaceOn: ["dashboardName"],
  async create(inputs, context) {
    await putDashboard(inputs, context);
    return describedDashboard(inputs.dashboardName, context);
  },
  async read(name, _known, context) {
    return ifPresent(describedDashboard(name, context), "ResourceNotFound", "DashboardNotFoundError");
  },
  async update(name, news, _olds, context) {
    await putDashboard(news, context);
    return (await describedDashboard(name, context)).outputs;
  },
  async delete(name, _known, { aws }) {
    const deletion = new DeleteDashboardsCommand({ DashboardNames: [name] });
    await ifPresent(aws.cloudwatch.send(deletion), "ResourceNotFound", "DashboardNotFoundError");
  },
};

async function putDashboard(
  { dashboardName, dashboardBody }: Properties,
  { aws }: ResourceContext,
): Promise<void> {
  const { DashboardValidationMessages = [] } = await aws.cloudwatch.send(
    new PutDashboardCommand({ DashboardName: dashboardName, DashboardBody: dashboardBody }),
  );
  const [first] = DashboardValidationMessages;
  if (first)
    throw new Error(`dashboard ${dashboardName} is not valid at ${first.DataPath}: ${first.Message}`);
}

async function describedDashboard(name: string, { aws }: ResourceContext): Promise<Resource> {
  const { DashboardArn, DashboardBody } = await aws.cloudwatch.send(
    new GetDashboardCommand({ DashboardName: name }),
  );
  return {
    id: name,
    outputs: { dashboardName: name, dashboardArn: DashboardArn, dashboardBody: DashboardBody },
  };
}

const metricAlarm: ResourceType = {
  inputs: {
    name: "leaf",
    alarmDescription: "leaf",
    actionsEnabled: "leaf",
    alarmActions: "leaf",
    okActions: "leaf",
    insufficientDataActions: "leaf",
    comparisonOperator: "leaf",
    evaluationPeriods: "leaf",
    datapointsToAlarm: "leaf",
    threshold: "leaf",
    treatMissingData: "leaf",
    namespace: "leaf",
    metricName: "leaf",
    dimensions: "map",
    period: "leaf",
    statistic: "leaf",
    extendedStatistic: "leaf",
    unit: "leaf",
    metricQueries: {
      id: "leaf",
      accountId: "leaf",
      expression: "leaf",
      label: "leaf",
      period: "leaf",
      returnData: "leaf",
      metric: {
        namespace: "leaf",
        metricName: "leaf",
        dimensions: "map",
        period: "leaf",
        stat: "leaf",
        unit: "leaf",
      },
    },
  },
  required: ["comparisonOperator", "evaluationPeriods"],
  autoName: "name",
  replaceOn: ["name"],
  tagged: true,
  async create(inputs, context) {
    await putAlarm(inputs, context, inputs.tagsAll);
    return present(await describedAlarm(inputs.name, context), `alarm ${inputs.name}`);
  },
  async read(name, _known, context) {
    return describedAlarm(name, context);
  },
  async update(name, news, olds, context) {
    await putAlarm(news, context);
    await updateAlarmTags(news, olds, context);
    return present(await describedAlarm(name, context), `alarm ${name}`).outputs;
  },
  async delete(name, _known, { aws }) {
    const deletion = new DeleteAlarmsCommand({ AlarmNames: [name] });
    await ifPresent(aws.cloudwatch.send(deletion), "ResourceNotFound", "ResourceNotFoundException");
  },
};

/** A put changes the tags of new alarms only. */
async function updateAlarmTags(
  news: Properties,
  olds: Properties,
  { aws: { cloudwatch } }: ResourceContext,
): Promise<void> {
  const ResourceARN = olds.arn;
  await updateTags(
    news,
    olds,
    (tags) => cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: tagList(tags) })),
    (TagKeys) => cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
  );
}

/** An alarm is put as a whole: what is not given is unset. Tags count only when the alarm is new. */
async function putAlarm(inputs: Properties, { aws }: ResourceContext, tags?: Properties): Promise<void> {
  await aws.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: inputs.name,
      AlarmDescription: inputs.alarmDescription,
      ActionsEnabled: inputs.actionsEnabled,
      AlarmActions: inputs.alarmActions,
      OKActions: inputs.okActions,
      InsufficientDataActions: inputs.insufficientDataActions,
      ComparisonOperator: inputs.comparisonOperator as ComparisonOperator,
      EvaluationPeriods: inputs.evaluationPeriods,
      DatapointsToAlarm: inputs.datapointsToAlarm,
      Threshold: inputs.threshold,
      TreatMissingData: inputs.treatMissingData,
      Namespace: inputs.namespace,
      MetricName: inputs.metricName,
      Dimensions: dimensionList(inputs.dimensions),
      Period: inputs.period,
      Statistic: inputs.statistic,
      ExtendedStatistic: inputs.extendedStatistic,
      Unit: inputs.unit,
      Metrics: inputs.metricQueries?.map(metricQuery),
      ...(tags && { Tags: tagList(tags) }),
    }),
  );
}

function metricQuery({ metric, ...query }: Properties): MetricDataQuery {
  return {
    Id: query.id,
    AccountId: query.accountId,
    Expression: query.expression,
    Label: query.label,
    Period: query.period,
    ReturnData: query.returnData ?? false,
    MetricStat: metric && {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.metricName,
        Dimensions: dimensionList(metric.dimensions),
      },
      Period: metric.period,
      Stat: metric.stat,
      Unit: metric.unit,
    },
  };
}

async function describedAlarm(name: string, { aws }: ResourceContext): Promise<Resource | undefined> {
  const { MetricAlarms = [] } = await aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
  if (!alarm) return undefined;
  const { Tags } = await aws.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
  return { id: name, outputs: { ...alarmOutputs(alarm), tagsAll: tagMap(Tags) } };
}

/** The emulator keeps no metric queries: where it answers none, those stay as they were given. */
function alarmOutputs(alarm: MetricAlarm): Properties {
  return {
    name: alarm.AlarmName,
    arn: alarm.AlarmArn,
    alarmDescription: alarm.AlarmDescription,
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: alarm.AlarmActions,
    okActions: alarm.OKActions,
    insufficientDataActions: alarm.InsufficientDataActions,
    comparisonOperator: alarm.ComparisonOperator,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    threshold: alarm.Threshold,
    treatMissingData: alarm.TreatMissingData,
    namespace: alarm.Namespace,
    metricName: alarm.MetricName,
    dimensions: dimensionMap(alarm.Dimensions),
    period: alarm.Period,
    statistic: alarm.Statistic,
    extendedStatistic: alarm.ExtendedStatistic,
    unit: alarm.Unit,
    ...(alarm.Metrics?.length ? { metricQueries: alarm.Metrics.map(queryOutputs) } : {}),
  };
}

function queryOutputs({ MetricStat, ...query }: MetricDataQuery): Properties {
  return {
    id: query.Id,
    accountId: query.AccountId,
    expression: query.Expression,
    label: query.Label,
    period: query.Period,
    returnData: query.ReturnData,
    metric: MetricStat && {
      namespace: MetricStat.Metric?.Namespace,
      metricName: MetricStat.Metric?.MetricName,
      dimensions: dimensionMap(MetricStat.Metric?.Dimensions),
      period: MetricStat.Period,
      stat: MetricStat.Stat,
      unit: MetricStat.Unit,
    },
  };
}

function dimensionList(dimensions: Readonly<Record<string, string>> = {}): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

function dimensionMap(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
}

const compositeAlarm: ResourceType = {
  inputs: {
    alarmName: "leaf",
    alarmDescription: "leaf",
    actionsEnabled: "leaf",
    alarmActions: "leaf",
    okActions: "leaf",
    insufficientDataActions: "leaf",
    alarmRule: "leaf",
  },
  required: ["alarmName", "alarmRule"],
  replaceOn: ["alarmName"],
  tagged: true,
  async create(inputs, context) {
    await putComposite(inputs, context, inputs.tagsAll);
    return present(await describedComposite(inputs.alarmName, context), `alarm ${inputs.alarmName}`);
  },
  async read(name, _known, context) {
    return describedComposite(name, context);
  },
  async update(name, news, olds, context) {
    await putComposite(news, context);
    await updateAlarmTags(news, olds, context);
    return present(await describedComposite(name, context), `alarm ${name}`).outputs;
  },
  delete: metricAlarm.delete,
};

async function putComposite(inputs: Properties, { aws }: ResourceContext, tags?: Properties): Promise<void> {
  await aws.cloudwatch.send(
    new PutCompositeAlarmCommand({
      AlarmName: inputs.alarmName,
      AlarmDescription: inputs.alarmDescription,
      ActionsEnabled: inputs.actionsEnabled,
      AlarmActions: inputs.alarmActions,
      OKActions: inputs.okActions,
      InsufficientDataActions: inputs.insufficientDataActions,
      AlarmRule: inputs.alarmRule,
      ...(tags && { Tags: tagList(tags) }),
    }),
  );
}

async function describedComposite(name: string, { aws }: ResourceContext): Promise<Resource | undefined> {
  const { CompositeAlarms = [] } = await aws.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] }),
  );
  const alarm = CompositeAlarms.find(({ AlarmName }) => AlarmName === name);
  if (!alarm) return undefined;
  const { Tags } = await aws.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
  return {
    id: name,
    outputs: {
      alarmName: alarm.AlarmName,
      arn: alarm.AlarmArn,
      alarmDescription: alarm.AlarmDescription,
      actionsEnabled: alarm.ActionsEnabled,
      alarmActions: alarm.AlarmActions,
      okActions: alarm.OKActions,
      insufficientDataActions: alarm.InsufficientDataActions,
      alarmRule: alarm.AlarmRule,
      tagsAll: tagMap(Tags),
    },
  };
}

/** CloudWatch's dashboards and alarms; its log groups are in `logs.ts`, its event rules in `events.ts`. */
export const cloudwatch: ServiceStandIns = {
  resources: {
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
    "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  },
};
