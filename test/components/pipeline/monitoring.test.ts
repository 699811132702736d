import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Monitoring } from "../../../components/pipeline/monitoring";
import { runtimeNames } from "../../../contracts/runtime-names";
import { TRIGGER_METRICS } from "../../../lambdas/trigger/trigger";
import { all, one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";

describe("Monitoring", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(
      () =>
        new Monitoring("monitoring", {
          names: runtimeNames("dev"),
          region: "eu-west-1",
          topicArn: "arn:topic",
          stateMachineArns: { deploy: pulumi.output("arn:deploy"), cleanup: "arn:cleanup" },
        }),
    ));
  });

  const alarms = () => all(resources, "aws:cloudwatch/metricAlarm:MetricAlarm");

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
      ["monitoring-reconcile-errors", "Errors", { FunctionName: "hyperion-dev-reconcile" }, 0],
      ...["trigger", "validate", "record", "handle-error", "task-stopped", "reconcile"].map((name) => [
        `monitoring-${name}-throttled`,
        "Throttles",
        { FunctionName: `hyperion-dev-${name}` },
        0,
      ]),
    ]);
  });

  it("tells people when something begins and when it is over, and takes silence for good", () => {
    for (const { inputs } of alarms()) {
      expect(inputs).to.deep.include({
        alarmActions: ["arn:topic"],
        okActions: ["arn:topic"],
        treatMissingData: "notBreaching",
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        period: 300,
      });
      expect(inputs.alarmDescription).to.be.a("string").with.length.greaterThan(20);
    }
  });

  it("shows the path in its order, each metric with its dimensions", () => {
    const { inputs } = one(resources, "aws:cloudwatch/dashboard:Dashboard");
    expect(inputs.dashboardName).to.equal("hyperion-dev-pipeline");
    const { widgets } = JSON.parse(inputs.dashboardBody);
    expect(
      widgets.map(({ properties }: { properties: { title: string } }) => properties.title),
    ).to.deep.equal([
      "Age of the stream (ms)",
      "Trigger",
      "Dead letters",
      "Executions: deploy",
      "Executions: cleanup",
      "Runner tasks",
      "Function errors",
      "Function throttles",
    ]);
    expect(widgets[3].properties.metrics[0]).to.deep.equal([
      "AWS/States",
      "ExecutionsStarted",
      "StateMachineArn",
      "arn:deploy",
    ]);
  });

  it("asks only for metrics that the trigger writes", () => {
    const { dashboardBody } = one(resources, "aws:cloudwatch/dashboard:Dashboard").inputs;
    const shown: unknown[][] = JSON.parse(dashboardBody).widgets[1].properties.metrics;
    for (const [namespace, metricName] of shown) {
      expect(namespace).to.equal("Hyperion");
      expect(TRIGGER_METRICS).to.include(metricName);
    }
  });
});
