import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RuntimeNames } from "../../contracts/runtime-names";
import { pipelineAlarms, type StateMachineArns } from "./alarms";
import { dashboardBody } from "./dashboard";

export interface MonitoringArgs {
  readonly names: RuntimeNames;
  readonly region: string;
  readonly stateMachineArns: StateMachineArns;
  /** Where alarms are told, also that they are over. */
  readonly topicArn: pulumi.Input<string>;
}

const PERIOD_SECONDS = 300;

/** Dashboard and alarms of the path from a request's row to its host. */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:Monitoring", name, {}, options);
    const { names, topicArn } = args;

    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: names.dashboard,
        dashboardBody: pulumi.jsonStringify(dashboardBody(names, args.stateMachineArns, args.region)),
      },
      { parent: this },
    );
    for (const alarm of pipelineAlarms(names, args.stateMachineArns)) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${alarm.name}`,
        {
          name: `${names.dashboard}-${alarm.name}`,
          alarmDescription: alarm.description,
          namespace: alarm.metric.namespace,
          metricName: alarm.metric.metricName,
          dimensions: { ...alarm.metric.dimensions },
          statistic: alarm.statistic,
          period: PERIOD_SECONDS,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          threshold: alarm.threshold,
          treatMissingData: "notBreaching",
          alarmActions: [topicArn],
          okActions: [topicArn],
          tags: { Name: `${names.dashboard}-${alarm.name}` },
        },
        { parent: this },
      );
    }

    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }
}
