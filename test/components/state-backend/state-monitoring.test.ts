import { readFileSync } from "node:fs";
import { expect } from "chai";
import { StateMonitoring } from "../../../components/state-backend/state-monitoring";
import { all, one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";
const ARGS = {
  environment: "dev",
  region: "eu-west-1",
  bucketName: "hyperion-state",
  bucket: "hyperion-state",
  keyArn: KEY,
  topicArn: "arn:topic",
  bucketSizeLimitMib: 100,
  versionLimit: 5000,
} as const;
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";

describe("StateMonitoring", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(
      () => new StateMonitoring("monitoring", { ...ARGS, auditLogGroupName: "/hyperion/dev/audit" }),
    ));
  });

  const alarm = (name: string) => one(resources, ALARM, `monitoring-${name}`).inputs;

  it("asks S3 for request metrics of the whole bucket", () => {
    expect(one(resources, "aws:s3/bucketMetric:BucketMetric").inputs).to.deep.equal({
      bucket: "hyperion-state",
      name: "all",
    });
  });

  it("counts in the audit log what concerns this bucket and this key", () => {
    const patterns = Object.fromEntries(
      all(resources, FILTER).map(({ inputs }) => [inputs.metricTransformation.name, inputs.pattern]),
    );
    const onBucket =
      '($.eventSource = "s3.amazonaws.com") && ($.requestParameters.bucketName = "hyperion-state")';
    expect(patterns).to.deep.equal({
      BucketAccessDenied: `{ ${onBucket} && ($.errorCode = "AccessDenied*") }`,
      KeyAccessDenied: `{ ($.eventSource = "kms.amazonaws.com") && ($.errorCode = "AccessDenied*") && ($.errorMessage = "*${KEY}*") }`,
      LockDeletions: `{ ${onBucket} && ($.errorCode NOT EXISTS) && ($.eventName = "DeleteObject") && ($.requestParameters.key = ".pulumi/locks/*") }`,
      BucketChanges: `{ ${onBucket} && ($.errorCode NOT EXISTS) && (($.eventName = "PutBucket*") || ($.eventName = "DeleteBucket*")) }`,
      KeyChanges: `{ ($.eventSource = "kms.amazonaws.com") && ($.errorCode NOT EXISTS) && (($.eventName = "DisableKey") || ($.eventName = "DisableKeyRotation") || ($.eventName = "PutKeyPolicy") || ($.eventName = "ScheduleKeyDeletion")) && ($.resources[0].ARN = "${KEY}") }`,
    });
    expect(one(resources, FILTER, "monitoring-key-denied").inputs).to.deep.include({
      name: "hyperion-dev-key-denied",
      logGroupName: "/hyperion/dev/audit",
      metricTransformation: { name: "KeyAccessDenied", namespace: "Hyperion/State/dev", value: "1" },
    });
  });

  it("watches operations, locks, growth, hygiene, the registry, and who comes to bucket and key", () => {
    const watched = all(resources, ALARM).map(({ name, inputs }) => [
      name.replace("monitoring-", ""),
      inputs.namespace,
      inputs.metricName,
      inputs.dimensions,
      inputs.statistic,
      inputs.period,
      inputs.threshold,
    ]);
    const own = ["Hyperion/State"];
    const inDev = { Environment: "dev" };
    const counted = ["Hyperion/State/dev"];
    const events = { QueueName: "hyperion-dev-state-events" };
    const dead = { QueueName: "hyperion-dev-state-events-dead-letters" };
    const indexer = { FunctionName: "hyperion-dev-index-state" };
    expect(watched).to.have.deep.members([
      ["operation-failures", ...own, "OperationFailures", inDev, "Sum", 3600, 3],
      ["error-rate", undefined, undefined, undefined, undefined, undefined, 50],
      ["operation-conflicts", ...own, "OperationConflicts", inDev, "Sum", 3600, 5],
      ["operation-duration", ...own, "OperationDuration", inDev, "Maximum", 300, 3600],
      ["lock-age", ...own, "LockAge", inDev, "Maximum", 86_400, 14_400],
      ["bucket-size", ...own, "BucketSize", inDev, "Maximum", 86_400, 104_857_600],
      ["version-count", ...own, "Versions", inDev, "Maximum", 86_400, 5000],
      ["hygiene-findings", ...own, "HygieneFindings", inDev, "Maximum", 86_400, 0],
      ["registry-dead-letters", "AWS/SQS", "ApproximateNumberOfMessagesVisible", dead, "Maximum", 300, 0],
      ["registry-behind", "AWS/SQS", "ApproximateAgeOfOldestMessage", events, "Maximum", 300, 900],
      ["registry-errors", "AWS/Lambda", "Errors", indexer, "Sum", 300, 2],
      ["access-denied", ...counted, "BucketAccessDenied", {}, "Sum", 300, 0],
      ["key-access-denied", ...counted, "KeyAccessDenied", {}, "Sum", 300, 0],
      ["lock-deletions", ...counted, "LockDeletions", {}, "Sum", 300, 30],
      ["bucket-changed", ...counted, "BucketChanges", {}, "Sum", 300, 0],
      ["key-changed", ...counted, "KeyChanges", {}, "Sum", 300, 0],
    ]);
  });

  it("takes a rate of failures only of enough operations", () => {
    const metric = {
      namespace: "Hyperion/State",
      dimensions: { Environment: "dev" },
      stat: "Sum",
      period: 86_400,
    };
    expect(alarm("error-rate").metricQueries).to.deep.equal([
      {
        id: "rate",
        expression: "IF(whole >= 4, 100 * part / whole, 0)",
        label: "Percent",
        returnData: true,
      },
      { id: "part", metric: { ...metric, metricName: "OperationFailures" } },
      { id: "whole", metric: { ...metric, metricName: "Operations" } },
    ]);
  });

  it("names the section of the runbook, and tells begin and end", () => {
    for (const { name, inputs } of all(resources, ALARM)) {
      const anchor = `docs/runbook.md#state-${name.replace("monitoring-", "")}`;
      expect(inputs.alarmDescription).to.match(new RegExp(`^[A-Z][^.]{20,}\\. ${anchor}$`));
      expect(inputs.name).to.equal(`hyperion-dev-state-${name.replace("monitoring-", "")}`);
      expect(inputs).to.deep.include({ alarmActions: ["arn:topic"], okActions: ["arn:topic"] });
    }
  });

  it("has a section of the runbook for every alarm", () => {
    const headings = readFileSync("docs/runbook.md", "utf8").match(/^#+ .*$/gm) ?? [];
    for (const { name } of all(resources, ALARM)) {
      expect(headings).to.include(`### state-${name.replace("monitoring-", "")}`);
    }
  });

  it("takes silence for good, but not that of the daily check", () => {
    expect(alarm("lock-age")).to.deep.include({ treatMissingData: "notBreaching", evaluationPeriods: 1 });
    expect(alarm("hygiene-findings")).to.deep.include({
      treatMissingData: "missing",
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
      insufficientDataActions: ["arn:topic"],
    });
  });

  it("shows operations, bucket and audit log", () => {
    const { dashboardName, dashboardBody } = one(resources, "aws:cloudwatch/dashboard:Dashboard").inputs;
    expect(dashboardName).to.equal("hyperion-dev-state");
    const { widgets } = JSON.parse(dashboardBody);
    expect(
      widgets.map(({ properties }: { properties: { title: string } }) => properties.title),
    ).to.deep.equal([
      "Operations",
      "Longest operation (s)",
      "Oldest lock (s)",
      "Findings of hygiene",
      "Size of the bucket (bytes)",
      "Objects and versions",
      "Requests",
      "First byte (ms)",
      "Access denied",
      "Locks deleted, settings changed",
    ]);
    expect(widgets[4].properties.metrics[0]).to.deep.equal([
      "AWS/S3",
      "BucketSizeBytes",
      "BucketName",
      "hyperion-state",
      "StorageType",
      "StandardStorage",
    ]);
  });

  it("has no filter, alarm or picture of an audit log that is not there", async () => {
    const without = await runProgram(() => new StateMonitoring("monitoring", ARGS));
    expect(all(without.resources, FILTER)).to.deep.equal([]);
    expect(all(without.resources, ALARM)).to.have.length(11);
    const { dashboardBody } = one(without.resources, "aws:cloudwatch/dashboard:Dashboard").inputs;
    expect(JSON.parse(dashboardBody).widgets).to.have.length(8);
  });
});
