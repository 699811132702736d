import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Monitoring, type MonitoringArgs } from "../../../components/pipeline/monitoring";
import { runtimeNames } from "../../../contracts/runtime-names";
import { TRIGGER_METRICS } from "../../../lambdas/trigger/trigger";
import { all, one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";

const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ARGS: MonitoringArgs = {
  names: runtimeNames("dev"),
  region: "eu-west-1",
  topicArn: "arn:topic",
  stateMachineArns: { deploy: pulumi.output("arn:deploy"), cleanup: "arn:cleanup" },
};

describe("Monitoring", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(() => new Monitoring("monitoring", ARGS)));
  });

  const metricAlarms = () => all(resources, METRIC_ALARM);
  /** Those that tell people; the windows of the objectives tell nobody. */
  const alarms = () => metricAlarms().filter(({ inputs }) => inputs.alarmActions);
  const windows = () => metricAlarms().filter(({ inputs }) => inputs.metricQueries);
  const composites = () => all(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm");

  it("has an alarm for every way in which the path can fail", () => {
    const watched = alarms().map(({ name, inputs }) => [
      name,
      inputs.metricName,
      inputs.dimensions,
      inputs.threshold,
    ]);
    const runTask = { ServiceIntegrationResourceArn: "arn:aws:states:::ecs:runTask.waitForTaskToken" };
    expect(watched).to.have.deep.members([
      ["monitoring-iterator-age", "IteratorAge", { FunctionName: "hyperion-dev-trigger" }, 300_000],
      [
        "monitoring-dead-letters",
        "ApproximateNumberOfMessagesVisible",
        { QueueName: "hyperion-dev-dead-letters" },
        0,
      ],
      ["monitoring-execution-conflicts", "ExecutionConflicts", { service: "trigger" }, 0],
      ["monitoring-deploy-failed", "ExecutionsFailed", { StateMachineArn: "arn:deploy" }, 0],
      ["monitoring-deploy-timed-out", "ExecutionsTimedOut", { StateMachineArn: "arn:deploy" }, 0],
      ["monitoring-deploy-throttled", "ExecutionThrottled", { StateMachineArn: "arn:deploy" }, 0],
      ["monitoring-cleanup-failed", "ExecutionsFailed", { StateMachineArn: "arn:cleanup" }, 0],
      ["monitoring-cleanup-timed-out", "ExecutionsTimedOut", { StateMachineArn: "arn:cleanup" }, 0],
      ["monitoring-cleanup-throttled", "ExecutionThrottled", { StateMachineArn: "arn:cleanup" }, 0],
      ["monitoring-tasks-failed", "ServiceIntegrationsFailed", runTask, 0],
      ["monitoring-tasks-timed-out", "ServiceIntegrationsTimedOut", runTask, 0],
      ["monitoring-capacity-paused", "CapacityPauses", { service: "record" }, 0],
      ["monitoring-reconcile-errors", "Errors", { FunctionName: "hyperion-dev-reconcile" }, 0],
      ["monitoring-oldest-request", "OldestUnsettledSeconds", { service: "reconcile" }, 7200],
      ...["trigger", "validate", "record", "handle-error", "task-stopped", "reconcile"].map((name) => [
        `monitoring-${name}-throttled`,
        "Throttles",
        { FunctionName: `hyperion-dev-${name}` },
        0,
      ]),
    ]);
  });

  it("tells people when something begins and when it is over, and takes silence for good but of gauges", () => {
    for (const { name, inputs } of alarms()) {
      expect(inputs).to.deep.include({
        alarmActions: ["arn:topic"],
        okActions: ["arn:topic"],
        treatMissingData: name === "monitoring-oldest-request" ? "ignore" : "notBreaching",
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        period: 300,
      });
      expect(inputs.alarmDescription).to.be.a("string").with.length.greaterThan(20);
    }
  });

  it("watches each objective through four windows, and tells people only when a long and a short one agree", () => {
    expect(
      windows().map(({ name, inputs }) => [
        name,
        inputs.threshold,
        inputs.metricQueries[1].metric.period,
        inputs.alarmActions,
      ]),
    ).to.have.deep.members(
      ["slo-success", "slo-duration"].flatMap((level) => [
        [`monitoring-${level}-fast-1h`, 14.4, 3600, undefined],
        [`monitoring-${level}-fast-5m`, 14.4, 300, undefined],
        [`monitoring-${level}-slow-6h`, 6, 21_600, undefined],
        [`monitoring-${level}-slow-30m`, 6, 1800, undefined],
      ]),
    );
    const { inputs } = one(
      resources,
      "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      "monitoring-slo-success",
    );
    const alarm = (window: string) => `ALARM("hyperion-dev-pipeline-slo-success-${window}")`;
    expect(inputs).to.deep.include({
      alarmName: "hyperion-dev-pipeline-slo-success",
      alarmRule: `(${alarm("fast-1h")} AND ${alarm("fast-5m")}) OR (${alarm("slow-6h")} AND ${alarm("slow-30m")})`,
      alarmActions: ["arn:topic"],
      okActions: ["arn:topic"],
    });
  });

  it("reckons how fast the errors that a month may have are used up, and nothing from a few executions", () => {
    const expressions = new Map(
      windows().map(({ name, inputs }) => [name, inputs.metricQueries[0].expression as string]),
    );
    /** Metric math in the terms of JavaScript, with values for its metrics. */
    const burn = (name: string, values: Readonly<Record<string, number>>): number => {
      const expression = (expressions.get(`monitoring-${name}`) ?? "")
        .replace(/FILL\((\w+), 0\)/g, "$1")
        .replace(/^IF\((.*), (.*), 0\)$/, "($1) ? ($2) : 0");
      return new Function(...Object.keys(values), `return ${expression};`)(...Object.values(values));
    };
    expect(burn("slo-success-fast-1h", { done: 99, failed: 1, late: 0 })).to.be.closeTo(1, 1e-9);
    expect(burn("slo-success-fast-1h", { done: 80, failed: 15, late: 5 })).to.be.closeTo(20, 1e-9);
    expect(burn("slo-success-fast-1h", { done: 2, failed: 2, late: 0 })).to.equal(0);
    expect(burn("slo-duration-slow-6h", { quick: 95, ended: 100 })).to.be.closeTo(1, 1e-9);
    expect(burn("slo-duration-slow-6h", { quick: 40, ended: 100 })).to.be.closeTo(12, 1e-9);
    expect(burn("slo-duration-slow-6h", { quick: 0, ended: 4 })).to.equal(0);
  });

  it("has one alarm that says that the pipeline is broken, over alarms that are there", () => {
    const { inputs } = one(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm", "monitoring-broken");
    const named = [...inputs.alarmRule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(named).to.have.length(7);
    const there = [
      ...metricAlarms().map(({ inputs: { name } }) => name),
      ...composites().map(({ inputs: { alarmName } }) => alarmName),
    ];
    expect(there).to.include.members(named);
  });

  it("watches the canary where there is one: that one succeeds in three times the interval", async () => {
    const watched = await runProgram(() => new Monitoring("monitoring", { ...ARGS, canaryMinutes: 60 }));
    expect(one(watched.resources, METRIC_ALARM, "monitoring-canary").inputs).to.deep.include({
      namespace: "Hyperion",
      metricName: "CanarySucceeded",
      dimensions: { service: "reconcile" },
      statistic: "Sum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 3600,
      evaluationPeriods: 3,
      treatMissingData: "breaching",
      alarmDescription:
        "No canary has been deployed for three times as long as it takes from one to the next. docs/runbook.md#canary",
    });
    expect(readFileSync("docs/runbook.md", "utf8")).to.include("\n### canary\n");
    const { dashboardBody } = one(watched.resources, "aws:cloudwatch/dashboard:Dashboard").inputs;
    expect(JSON.parse(dashboardBody).widgets[2].properties).to.deep.include({
      title: "Canary: time until it was deployed (s)",
      metrics: [["Hyperion", "CanarySeconds", "service", "reconcile"]],
    });
  });

  it("leads from every alarm to its section of the runbook", () => {
    const headings = readFileSync("docs/runbook.md", "utf8").match(/^#+ .*$/gm) ?? [];
    const anchors = headings.map((heading) =>
      heading
        .replace(/^#+ /, "")
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const { inputs } of [...metricAlarms(), ...composites()]) {
      const [, anchor] = /\. docs\/runbook\.md#([\w-]+)$/.exec(inputs.alarmDescription) ?? [];
      expect(anchors, inputs.alarmDescription).to.include(anchor);
    }
  });

  it("keeps queries of the logs that there are", () => {
    const groups = [
      ...["trigger", "validate", "record", "handle-error", "task-stopped", "reconcile"].map(
        (name) => `/aws/lambda/hyperion-dev-${name}`,
      ),
      "/hyperion/dev/runner",
    ];
    const queries = all(resources, "aws:cloudwatch/queryDefinition:QueryDefinition");
    expect(queries.map(({ inputs }) => inputs.name)).to.have.members(
      ["one-request", "failures", "failures-by-cause", "slowest-engine-runs"].map(
        (name) => `hyperion-dev-pipeline/${name}`,
      ),
    );
    for (const { inputs } of queries) {
      expect(groups).to.include.members(inputs.logGroupNames);
      expect(inputs.queryString).to.match(/^(fields|filter) /);
    }
  });

  it("shows the path in its order, each metric with its dimensions", () => {
    const { inputs } = one(resources, "aws:cloudwatch/dashboard:Dashboard");
    expect(inputs.dashboardName).to.equal("hyperion-dev-pipeline");
    const { widgets } = JSON.parse(inputs.dashboardBody);
    expect(
      widgets.map(({ properties }: { properties: { title: string } }) => properties.title),
    ).to.deep.equal([
      "Requests by status",
      "Oldest request without an end (s)",
      "Age of the stream (ms)",
      "Trigger",
      "Dead letters",
      "Executions: deploy",
      "Executions: cleanup",
      "Runner tasks",
      "Failures by cause",
      "Time of a deployment, p50 (ms)",
      "Time of a deployment, p95 (ms)",
      "Time of a step, p95 (ms): the runner's task, then functions",
      "Capacity: runner tasks, the account's on-demand vCPU, Lambda's concurrency",
      "Pauses because AWS had no hosts",
      "Cost of the account this month (USD)",
      "Function errors",
      "Function throttles",
    ]);
    expect(widgets[5].properties.metrics[0]).to.deep.equal([
      "AWS/States",
      "ExecutionsStarted",
      "StateMachineArn",
      "arn:deploy",
    ]);
  });

  it("asks only for metrics that the trigger writes", () => {
    const { dashboardBody } = one(resources, "aws:cloudwatch/dashboard:Dashboard").inputs;
    const shown: unknown[][] = JSON.parse(dashboardBody).widgets[3].properties.metrics;
    for (const [namespace, metricName] of shown) {
      expect(namespace).to.equal("Hyperion");
      expect(TRIGGER_METRICS).to.include(metricName);
    }
  });
});
