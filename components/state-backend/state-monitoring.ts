import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../contracts/environment";
import { physicalName } from "../../contracts/names";
import { auditMetricNamespace } from "../../contracts/state-metrics";
import { registryAlarms } from "../registry/registry-alarms";
import { auditFilters } from "./audit-filters";
import { auditAlarms, type StateAlarm, type StateAlarmsArgs, stateAlarms } from "./state-alarms";
import { stateDashboard } from "./state-dashboard";

export interface StateMonitoringArgs extends StateAlarmsArgs {
  readonly environment: Environment;
  readonly region: string;
  /** Name of the state bucket as it is known before it is there. */
  readonly bucketName: string;
  /** The state bucket, once it is ready. */
  readonly bucket: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  /** Where alarms are told, also that they are over. */
  readonly topicArn: pulumi.Input<string>;
  /**
   * CloudTrail's log group.
   * @default nothing is counted in an audit log, and no alarm speaks of it
   */
  readonly auditLogGroupName?: pulumi.Input<string>;
}

/** Name of the request metrics of the whole bucket. */
const REQUEST_METRICS = "all";

const DAY_SECONDS = 86_400;

/** Of fewer values a percentage says nothing. */
const RATED_FROM = 4;

/** Metrics, alarms and dashboard of the state bucket, its key, and the operations on stacks. */
export class StateMonitoring extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: StateMonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:StateMonitoring", name, {}, options);
    const { environment, auditLogGroupName } = args;
    const audited = auditLogGroupName !== undefined;

    new aws.s3.BucketMetric(
      `${name}-requests`,
      { bucket: args.bucket, name: REQUEST_METRICS },
      { parent: this },
    );
    if (audited) {
      for (const filter of auditFilters(args)) {
        new aws.cloudwatch.LogMetricFilter(
          `${name}-${filter.name}`,
          {
            name: physicalName(environment, filter.name),
            logGroupName: auditLogGroupName,
            pattern: filter.pattern,
            metricTransformation: {
              name: filter.metricName,
              namespace: auditMetricNamespace(environment),
              value: "1",
            },
          },
          { parent: this },
        );
      }
    }
    for (const alarm of [
      ...stateAlarms(args),
      ...registryAlarms(environment),
      ...(audited ? auditAlarms(environment) : []),
    ]) {
      this.raise(name, alarm, args);
    }
    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: physicalName(environment, "state"),
        dashboardBody: pulumi.jsonStringify(
          stateDashboard({ ...args, requestMetrics: REQUEST_METRICS, audited }),
        ),
      },
      { parent: this },
    );

    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }

  private raise(name: string, alarm: StateAlarm, { environment, topicArn }: StateMonitoringArgs): void {
    const alarmName = physicalName(environment, `state-${alarm.name}`);
    const { silentDays } = alarm;
    new aws.cloudwatch.MetricAlarm(
      `${name}-${alarm.name}`,
      {
        name: alarmName,
        alarmDescription: `${alarm.description}. docs/runbook.md#state-${alarm.name}`,
        ...measured(alarm),
        // One value among those of the silent days decides; none at all is told as insufficient data.
        evaluationPeriods: silentDays === undefined ? 1 : (silentDays * DAY_SECONDS) / alarm.period,
        ...(silentDays !== undefined && { datapointsToAlarm: 1, insufficientDataActions: [topicArn] }),
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarm.threshold,
        treatMissingData: silentDays === undefined ? "notBreaching" : "missing",
        alarmActions: [topicArn],
        okActions: [topicArn],
        tags: { Name: alarmName },
      },
      { parent: this },
    );
  }
}

function measured({ metric, of, statistic, period }: StateAlarm): Partial<aws.cloudwatch.MetricAlarmArgs> {
  if (of === undefined) {
    const { namespace, metricName, dimensions } = metric;
    return { namespace, metricName, dimensions: { ...dimensions }, statistic, period };
  }
  const query = (id: string, { namespace, metricName, dimensions }: StateAlarm["metric"]) => ({
    id,
    metric: { namespace, metricName, dimensions: { ...dimensions }, stat: statistic, period },
  });
  return {
    metricQueries: [
      {
        id: "rate",
        expression: `IF(whole >= ${RATED_FROM}, 100 * part / whole, 0)`,
        label: "Percent",
        returnData: true,
      },
      query("part", metric),
      query("whole", of),
    ],
  };
}
