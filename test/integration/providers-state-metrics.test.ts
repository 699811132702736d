import { ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateLogStreamCommand,
  DescribeMetricFiltersCommand,
  type MetricFilter,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetBucketMetricsConfigurationCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";
import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

const GROUP = "/test/audit";

function program(options: CustomResourceOptions, prefix: string | undefined, errorCode: string) {
  const bucket = new aws.s3.Bucket("state", { bucket: "state-metrics" }, options);
  new aws.s3.BucketMetric(
    "requests",
    { bucket: bucket.id, name: "all", ...(prefix !== undefined && { filter: { prefix } }) },
    options,
  );
  const group = new aws.cloudwatch.LogGroup("audit", { name: GROUP }, options);
  new aws.cloudwatch.LogMetricFilter(
    "denied",
    {
      name: "denied",
      logGroupName: group.name,
      pattern: `{ ($.eventSource = "s3.amazonaws.com") && (($.errorCode = "${errorCode}") || ($.tries != 1)) }`,
      metricTransformation: { name: "Denied", namespace: "Test", value: "1" },
    },
    options,
  );
  return {};
}

async function write(clients: Clients, stream: string, ...events: readonly object[]): Promise<void> {
  await clients.logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: stream }));
  const timestamp = Date.now();
  await clients.logs.send(
    new PutLogEventsCommand({
      logGroupName: GROUP,
      logStreamName: stream,
      logEvents: events.map((event) => ({ timestamp, message: JSON.stringify(event) })),
    }),
  );
}

async function isCounted(clients: Clients): Promise<boolean> {
  const { Metrics = [] } = await clients.cloudwatch.send(new ListMetricsCommand({ Namespace: "Test" }));
  return Metrics.some(({ MetricName }) => MetricName === "Denied");
}

async function filters(clients: Clients): Promise<readonly MetricFilter[]> {
  const described = new DescribeMetricFiltersCommand({ logGroupName: GROUP });
  return (await clients.logs.send(described)).metricFilters ?? [];
}

describe("stand-ins of request metrics and metric filters", () => {
  itLivesThroughTheEngine({
    first: (options) => program(options, undefined, "AccessDenied*"),
    second: (options) => program(options, ".pulumi/", "AccessDenied"),
    changes: { update: 2 },
    async created(clients) {
      const { MetricsConfiguration } = await clients.s3.send(
        new GetBucketMetricsConfigurationCommand({ Bucket: "state-metrics", Id: "all" }),
      );
      expect(MetricsConfiguration).to.deep.equal({ Id: "all" });
      await write(
        clients,
        "others",
        { eventSource: "s3.amazonaws.com" },
        { eventSource: "kms.amazonaws.com", errorCode: "AccessDenied" },
        { eventSource: "s3.amazonaws.com", tries: 1 },
      );
      expect(await isCounted(clients), "events of others").to.equal(false);
      await write(clients, "denied", { eventSource: "s3.amazonaws.com", errorCode: "AccessDeniedByPolicy" });
      expect(await isCounted(clients), "a denial").to.equal(true);
    },
    async updated(clients) {
      const { MetricsConfiguration } = await clients.s3.send(
        new GetBucketMetricsConfigurationCommand({ Bucket: "state-metrics", Id: "all" }),
      );
      expect(MetricsConfiguration).to.deep.equal({ Id: "all", Filter: { Prefix: ".pulumi/" } });
      const [filter] = await filters(clients);
      expect(filter?.filterPattern).to.include('($.errorCode = "AccessDenied")');
    },
    async destroyed(clients) {
      const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
      expect(Buckets).to.deep.equal([]);
      const { Metrics = [] } = await clients.cloudwatch.send(new ListMetricsCommand({ Namespace: "Test" }));
      expect(Metrics, "metrics outlive their filters, as in AWS").to.have.length(1);
    },
  });
});
