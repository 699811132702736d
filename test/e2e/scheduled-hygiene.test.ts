import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListMetricsCommand,
  type Metric,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient, TagResourceCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { HygieneReport } from "../../cli/hygiene/hygiene-report";
import { auditMetricNamespace, STATE_METRIC_NAMESPACE } from "../../contracts/state-metrics";
import { TaskHost } from "../../local/task-host";
import { eventually } from "../support/eventually";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { STATE_BUCKET } from "../support/stack-state";

const REPORTS = ".fleet/reports/daily/";
const DAY = 86_400_000;
const LOCK = ".pulumi/locks/organization/base/dev/0f9d3a3c-5a76-4b0c-9d5e-000000000000.json";
const SUPPRESSIONS = `suppressions:
  - { type: "aws:lambda/function:Function", attribute: tags.Owner, reason: set by hand in this test, expires: 2999-12-31 }
`;

describe("the daily check by schedule", function () {
  this.timeout(360_000);
  let fleet: TestFleet;
  let s3: S3Client;
  let cloudwatch: CloudWatchClient;
  let host: TaskHost | undefined;
  const logs = mkdtempSync(join(tmpdir(), "fleet-schedule-"));
  let now = Date.now();
  const said: string[] = [];

  before(async () => {
    fleet = await startTestFleet();
    s3 = new S3Client(clientConfiguration(fleet));
    cloudwatch = new CloudWatchClient(clientConfiguration(fleet));
    writeFileSync(join(fleet.home, "drift-suppressions.dev.yaml"), SUPPRESSIONS);
    expectSuccess(await fleet.run("bootstrap", "dev"));
    expectSuccess(await fleet.run("up", "base", "dev"));
    expectSuccess(await fleet.run("up", "runtime", "dev"));
    host = new TaskHost({
      endpoint: fleet.emulator.endpoint,
      region: "eu-west-1",
      root: resolve("."),
      logs,
      path: [resolve(".fleet/bin"), process.env.PATH].join(":"),
      now: () => new Date(now),
      log: (message) => said.push(message),
    });
    host.start();
  });
  after(async () => {
    await host?.stop();
    s3?.destroy();
    cloudwatch?.destroy();
    await fleet?.stop();
    rmSync(logs, { recursive: true, force: true });
  });

  async function keys(prefix: string): Promise<readonly string[]> {
    const listing = new ListObjectsV2Command({ Bucket: STATE_BUCKET, Prefix: prefix });
    return ((await s3.send(listing)).Contents ?? []).map(({ Key = "" }) => Key);
  }

  it("runs a day later as a task of its own role, tells a lock that nobody knows, and leaves a report", async () => {
    await changeTriggersOwner(fleet);
    const lock = { pid: 1, username: "ada", hostname: "laptop", timestamp: "2026-01-01T00:00:00Z" };
    await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key: LOCK, Body: JSON.stringify(lock) }));
    // The first look at a rule begins its countdown.
    await eventually("the first look", () => said.some((line) => line.includes("watching")));
    now += DAY;
    await eventually("a report", async () => (await keys(REPORTS)).some((key) => key.endsWith(".json")), 500);

    const [json = "", markdown = ""] = await keys(REPORTS);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key: json }));
    const report = JSON.parse((await Body?.transformToString()) ?? "") as HygieneReport;
    expect(report).to.include({ kind: "daily", environment: "dev" });
    expect(report.checks.map(({ name, failure }) => [name, failure])).to.deep.equal(
      ["locks", "drift", "growth", "recoverability", "operations-log", "registry"].map((name) => [
        name,
        undefined,
      ]),
    );
    const [locks, drift] = report.checks;
    expect(drift?.facts.suppressed).to.equal(1);
    expect(locks?.findings).to.deep.equal([
      "base dev is locked by ada on laptop (process 1) since 2026-01-01T00:00:00Z: it runs on laptop: ask there",
    ]);
    expect(drift?.findings).to.deep.equal([]);
    expect(drift?.facts.compared).to.deep.equal(["state dev", "runtime dev"]);
    expect(drift?.facts.busy).to.deep.equal(["base dev"]);
    expect(markdown).to.match(/\.md$/);
  });

  it("has emitted every metric of ours that an alarm names", async () => {
    const emitted: string[] = [];
    for await (const { Metrics = [] } of paginateListMetrics(
      { client: cloudwatch },
      { Namespace: STATE_METRIC_NAMESPACE },
    )) {
      emitted.push(...Metrics.filter(isOfEnvironment).map(({ MetricName = "" }) => MetricName));
    }
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: "hyperion-dev-state-" }),
    );
    const named = MetricAlarms.filter(({ Namespace }) => Namespace === STATE_METRIC_NAMESPACE);
    expect(named).to.have.length.greaterThan(5);
    for (const { MetricName } of named) {
      expect(emitted, `metrics of ${MetricName}'s alarm`).to.include(MetricName);
    }
  });

  it("counts in the audit log what the other alarms name", async () => {
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: "hyperion-dev-state-" }),
    );
    const counted = MetricAlarms.filter(({ Namespace }) => Namespace === auditMetricNamespace("dev"));
    expect(counted).to.have.length(5);
    await writeAuditEvents(clientConfiguration(fleet), await stateKeyArn(fleet));
    const { Metrics = [] } = await cloudwatch.send(
      new ListMetricsCommand({ Namespace: auditMetricNamespace("dev") }),
    );
    expect(Metrics.map(({ MetricName }) => MetricName)).to.have.members(
      counted.map(({ MetricName }) => MetricName),
    );
  });
});

function isOfEnvironment({ Dimensions = [] }: Metric): boolean {
  return Dimensions.length === 1 && Dimensions[0]?.Name === "Environment" && Dimensions[0].Value === "dev";
}

async function stateKeyArn(fleet: TestFleet): Promise<string> {
  const { stdout } = expectSuccess(await fleet.run("outputs", "state", "dev", "--json"));
  return JSON.parse(stdout).stateKeyArn;
}

/** One event of each kind that is counted, as CloudTrail writes it; the emulator's own trail delivers none. */
async function writeAuditEvents(
  configuration: ReturnType<typeof clientConfiguration>,
  keyArn: string,
): Promise<void> {
  const bucket = { eventSource: "s3.amazonaws.com" };
  const key = { eventSource: "kms.amazonaws.com" };
  const bucketName = STATE_BUCKET;
  const events = [
    {
      ...bucket,
      eventName: "GetObject",
      errorCode: "AccessDenied",
      requestParameters: { bucketName, key: ".pulumi/meta.yaml" },
    },
    {
      ...bucket,
      eventName: "DeleteObject",
      requestParameters: { bucketName, key: ".pulumi/locks/organization/base/dev/1.json" },
    },
    { ...bucket, eventName: "PutBucketPolicy", requestParameters: { bucketName } },
    {
      ...key,
      eventName: "Decrypt",
      errorCode: "AccessDenied",
      errorMessage: `User: arn:aws:iam::000000000000:user/eve is not authorized to perform: kms:Decrypt on resource: ${keyArn} because no identity-based policy allows it`,
    },
    { ...key, eventName: "PutKeyPolicy", resources: [{ ARN: keyArn, type: "AWS::KMS::Key" }] },
  ];
  const logs = new CloudWatchLogsClient(configuration);
  const stream = { logGroupName: "/hyperion/dev/audit", logStreamName: "000000000000_CloudTrail_eu-west-1" };
  await logs.send(new CreateLogStreamCommand(stream));
  const timestamp = Date.now();
  await logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: events.map((event) => ({ timestamp, message: JSON.stringify(event) })),
    }),
  );
  logs.destroy();
}

/** Drift that {@link SUPPRESSIONS} covers. */
async function changeTriggersOwner(fleet: TestFleet): Promise<void> {
  const lambda = new LambdaClient(clientConfiguration(fleet));
  const Resource = "arn:aws:lambda:eu-west-1:000000000000:function:hyperion-dev-trigger";
  await lambda.send(new TagResourceCommand({ Resource, Tags: { Owner: "somebody else" } }));
  lambda.destroy();
}
