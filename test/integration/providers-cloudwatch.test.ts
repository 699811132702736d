import {
  type CompositeAlarm,
  DescribeAlarmsCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

function program(options: CustomResourceOptions, title: string, threshold: number): Record<string, unknown> {
  const widget = { type: "metric", properties: { title, metrics: [["AWS/SQS", "NumberOfMessagesSent"]] } };
  new aws.cloudwatch.Dashboard(
    "path",
    { dashboardName: "path", dashboardBody: JSON.stringify({ widgets: [widget] }) },
    options,
  );
  const age = new aws.cloudwatch.MetricAlarm(
    "age",
    {
      name: "age",
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 2,
      threshold,
      namespace: "AWS/Lambda",
      metricName: "IteratorAge",
      dimensions: { FunctionName: "trigger" },
      period: 60,
      statistic: "Maximum",
      treatMissingData: "notBreaching",
      tags: { Limit: `${threshold}` },
    },
    options,
  );
  new aws.cloudwatch.CompositeAlarm(
    "broken",
    {
      alarmName: "broken",
      alarmRule: 'ALARM("age")',
      alarmDescription: title,
      alarmActions: ["arn:aws:sns:eu-west-1:000000000000:told"],
      tags: { Limit: `${threshold}` },
    },
    { ...options, dependsOn: [age] },
  );
  const metric = {
    namespace: "AWS/States",
    period: 300,
    stat: "Sum",
    dimensions: { StateMachineArn: "arn" },
  };
  new aws.cloudwatch.MetricAlarm(
    "failures",
    {
      name: "failures",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      threshold: 1,
      metricQueries: [
        { id: "all", expression: "failed + timedOut", label: "Failures", returnData: true },
        { id: "failed", metric: { ...metric, metricName: "ExecutionsFailed" } },
        { id: "timedOut", metric: { ...metric, metricName: "ExecutionsTimedOut" } },
      ],
    },
    options,
  );
  return {};
}

async function composites({ cloudwatch }: Clients): Promise<readonly CompositeAlarm[]> {
  const { CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: ["CompositeAlarm"] }),
  );
  return CompositeAlarms;
}

describe("stand-ins of CloudWatch", () => {
  itLivesThroughTheEngine({
    first: (options) => program(options, "Path", 1000),
    second: (options) => program(options, "The path", 5000),
    changes: { update: 3 },
    async created(clients) {
      const { MetricAlarms = [] } = await clients.cloudwatch.send(new DescribeAlarmsCommand({}));
      expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).to.have.members(["age", "failures"]);
      expect(MetricAlarms.find(({ AlarmName }) => AlarmName === "age")).to.deep.include({
        Threshold: 1000,
        Dimensions: [{ Name: "FunctionName", Value: "trigger" }],
        TreatMissingData: "notBreaching",
      });
      const [broken] = await composites(clients);
      expect(broken).to.deep.include({
        AlarmName: "broken",
        AlarmRule: 'ALARM("age")',
        AlarmDescription: "Path",
      });
    },
    async updated(clients) {
      const { MetricAlarms = [] } = await clients.cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: ["age"] }),
      );
      expect(MetricAlarms[0]?.Threshold).to.equal(5000);
      const [broken] = await composites(clients);
      expect(broken?.AlarmDescription).to.equal("The path");
      const { Tags: tags } = await clients.cloudwatch.send(
        new ListTagsForResourceCommand({ ResourceARN: broken?.AlarmArn }),
      );
      expect(tags).to.deep.include({ Key: "Limit", Value: "5000" });
    },
    async destroyed(clients) {
      const { MetricAlarms } = await clients.cloudwatch.send(new DescribeAlarmsCommand({}));
      const { DashboardEntries } = await clients.cloudwatch.send(new ListDashboardsCommand({}));
      expect(await composites(clients)).to.deep.equal([]);
      expect({ MetricAlarms, DashboardEntries }).to.deep.equal({ MetricAlarms: [], DashboardEntries: [] });
    },
  });
});
