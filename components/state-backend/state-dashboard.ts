import type { Environment } from "../../contracts/environment";
import { AUDIT_METRICS, HYGIENE_METRICS, OPERATION_METRICS } from "../../contracts/state-metrics";
import { type Metric, type MetricWidget, metricWidgets } from "../metric-widgets";
import { auditMetric, ownMetric } from "./state-alarms";

export interface StateDashboardArgs {
  readonly environment: Environment;
  readonly region: string;
  readonly bucketName: string;
  /** Name of the bucket's request metrics. */
  readonly requestMetrics: string;
  /** Whether there is an audit log to count in. */
  readonly audited: boolean;
}

const DAY = 86_400;

/** Body of the dashboard: operations, what they leave in the bucket, and who comes to it. */
export function stateDashboard(args: StateDashboardArgs): object {
  return metricWidgets(
    [...operations(args), ...bucket(args), ...(args.audited ? audit(args) : [])],
    args.region,
  );
}

function operations({ environment }: StateDashboardArgs): readonly MetricWidget[] {
  const own = (metric: { readonly name: string }) => ownMetric(environment, metric);
  return [
    {
      title: "Operations",
      statistic: "Sum",
      metrics: [
        OPERATION_METRICS.operations,
        OPERATION_METRICS.failures,
        OPERATION_METRICS.conflicts,
        OPERATION_METRICS.resourceChanges,
      ].map(own),
    },
    {
      title: "Longest operation (s)",
      statistic: "Maximum",
      metrics: [own(OPERATION_METRICS.duration)],
    },
    {
      title: "Oldest lock (s)",
      statistic: "Maximum",
      metrics: [own(HYGIENE_METRICS.lockAge)],
      period: DAY,
    },
    {
      title: "Findings of hygiene",
      statistic: "Maximum",
      metrics: [own(HYGIENE_METRICS.findings)],
      period: DAY,
    },
  ];
}

/** S3's storage metrics come once a day by themselves, its request metrics every minute where they are asked for. */
function bucket({ environment, bucketName, requestMetrics }: StateDashboardArgs): readonly MetricWidget[] {
  const storage = (metricName: string, StorageType: string): Metric => ({
    namespace: "AWS/S3",
    metricName,
    dimensions: { BucketName: bucketName, StorageType },
  });
  const request = (metricName: string): Metric => ({
    namespace: "AWS/S3",
    metricName,
    dimensions: { BucketName: bucketName, FilterId: requestMetrics },
  });
  return [
    {
      title: "Size of the bucket (bytes)",
      statistic: "Average",
      metrics: [
        storage("BucketSizeBytes", "StandardStorage"),
        ownMetric(environment, HYGIENE_METRICS.bucketSize),
      ],
      period: DAY,
    },
    {
      title: "Objects and versions",
      statistic: "Average",
      metrics: [
        storage("NumberOfObjects", "AllStorageTypes"),
        ownMetric(environment, HYGIENE_METRICS.versions),
      ],
      period: DAY,
    },
    {
      title: "Requests",
      statistic: "Sum",
      metrics: ["AllRequests", "PutRequests", "4xxErrors", "5xxErrors"].map(request),
    },
    { title: "First byte (ms)", statistic: "Average", metrics: [request("FirstByteLatency")] },
  ];
}

function audit({ environment }: StateDashboardArgs): readonly MetricWidget[] {
  const counted = (...names: readonly string[]) => names.map((name) => auditMetric(environment, name));
  return [
    {
      title: "Access denied",
      statistic: "Sum",
      metrics: counted(AUDIT_METRICS.bucketDenied, AUDIT_METRICS.keyDenied),
    },
    {
      title: "Locks deleted, settings changed",
      statistic: "Sum",
      metrics: counted(AUDIT_METRICS.lockDeletions, AUDIT_METRICS.bucketChanges, AUDIT_METRICS.keyChanges),
    },
  ];
}
