import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RuntimeNames } from "../../contracts/runtime-names";
import { BROKEN, pipelineAlarms, type StateMachineArns } from "./alarms";
import { dashboardBody } from "./dashboard";
import { savedQueries } from "./saved-queries";
import { type BurnAlarm, serviceLevels } from "./service-levels";

export interface MonitoringArgs {
  readonly names: RuntimeNames;
  readonly region: string;
  readonly stateMachineArns: StateMachineArns;
  /**
   * From one canary to the next.
   * @default there is none
   */
  readonly canaryMinutes?: number;
  /** Where alarms are told, also that they are over. */
  readonly topicArn: pulumi.Input<string>;
}

const PERIOD_SECONDS = 300;

/** Dashboard, alarms and saved queries of the path from a request's row to its host. */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:Monitoring", name, {}, options);
    const { names, topicArn } = args;
    const physical = (alarm: string) => `${names.dashboard}-${alarm}`;

    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: names.dashboard,
        dashboardBody: pulumi.jsonStringify(dashboardBody(args)),
      },
      { parent: this },
    );
    const alarms = pipelineAlarms(names, args.stateMachineArns, args.canaryMinutes).map(
      (alarm) =>
        new aws.cloudwatch.MetricAlarm(
          `${name}-${alarm.name}`,
          {
            ...common(physical(alarm.name)),
            alarmDescription: described(alarm.description, alarm.section ?? alarm.name),
            namespace: alarm.metric.namespace,
            metricName: alarm.metric.metricName,
            dimensions: { ...alarm.metric.dimensions },
            statistic: alarm.statistic,
            period: PERIOD_SECONDS,
            threshold: alarm.threshold,
            ...(alarm.keepsInSilence && { treatMissingData: "ignore" }),
            ...(alarm.expectedEvery !== undefined && expected(alarm.expectedEvery)),
            alarmActions: [topicArn],
            okActions: [topicArn],
          },
          { parent: this },
        ),
    );
    for (const query of savedQueries(names)) {
      new aws.cloudwatch.QueryDefinition(
        `${name}-${query.name}`,
        {
          name: `${names.dashboard}/${query.name}`,
          logGroupNames: [...query.logGroupNames],
          queryString: query.queryString,
        },
        { parent: this },
      );
    }
    const objectives = serviceLevels(args.stateMachineArns).map((level) => {
      const burns = level.burns.map((burn) =>
        this.burnAlarm(`${name}-${burn.name}`, physical(burn.name), burn),
      );
      return this.composite(
        `${name}-${level.name}`,
        {
          alarmName: physical(level.name),
          alarmDescription: described(level.description, "slo-success-slo-duration"),
          alarmRule: level.rule(physical),
          topicArn,
        },
        burns,
      );
    });
    this.composite(
      `${name}-broken`,
      {
        alarmName: physical("broken"),
        alarmDescription: described(BROKEN.description, "broken"),
        alarmRule: BROKEN.alarms.map((alarm) => `ALARM("${physical(alarm)}")`).join(" OR "),
        topicArn,
      },
      [...alarms, ...objectives],
    );

    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }

  private burnAlarm(name: string, alarmName: string, burn: BurnAlarm): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
      name,
      {
        ...common(alarmName),
        alarmDescription: `A window of an objective's burn rate. ${RUNBOOK}#slo-success-slo-duration`,
        metricQueries: [
          { id: "burn", expression: burn.expression, label: "Burn rate", returnData: true },
          ...burn.metrics.map(({ id, metric, statistic: stat }) => ({
            id,
            metric: { ...metric, dimensions: { ...metric.dimensions }, stat, period: burn.window },
          })),
        ],
        threshold: burn.rate,
      },
      { parent: this },
    );
  }

  /** AWS refuses a rule over alarms that are not there. */
  private composite(
    name: string,
    { topicArn, ...args }: CompositeArgs,
    dependsOn: pulumi.Resource[],
  ): aws.cloudwatch.CompositeAlarm {
    return new aws.cloudwatch.CompositeAlarm(
      name,
      { ...args, alarmActions: [topicArn], okActions: [topicArn], tags: { Name: args.alarmName } },
      { parent: this, dependsOn },
    );
  }
}

interface CompositeArgs {
  readonly alarmName: string;
  readonly alarmDescription: string;
  readonly alarmRule: string;
  readonly topicArn: pulumi.Input<string>;
}

const RUNBOOK = "docs/runbook.md";

/** Each alarm says where to read on. */
function described(description: string, section: string): string {
  return `${description}. ${RUNBOOK}#${section}`;
}

function common(name: string) {
  return {
    name,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    tags: { Name: name },
  };
}

/** Of an alarm on a value that is expected every so many seconds. */
function expected(period: number) {
  return {
    period,
    evaluationPeriods: 3,
    comparisonOperator: "LessThanThreshold",
    treatMissingData: "breaching",
  };
}
