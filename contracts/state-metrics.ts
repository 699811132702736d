import type { Environment } from "./environment";

/**
 * CloudWatch namespace of what commands and the runner measure about state. Metrics have the dimension
 * `Environment`; those of operations are also there by `Environment` and `Project`.
 */
export const STATE_METRIC_NAMESPACE = "Hyperion/State";

/**
 * Namespace of what is counted in the environment's audit log. It holds the environment because a metric filter
 * gives its metric no constant dimension.
 */
export function auditMetricNamespace(environment: Environment): string {
  return `${STATE_METRIC_NAMESPACE}/${environment}`;
}

export interface MetricDefinition {
  readonly name: string;
  /** CloudWatch's own name of the unit. */
  readonly unit: "Bytes" | "Count" | "Seconds";
}

/** Measured after every operation of ours. */
export const OPERATION_METRICS = {
  operations: { name: "Operations", unit: "Count" },
  failures: { name: "OperationFailures", unit: "Count" },
  /** Operations that another one kept out. */
  conflicts: { name: "OperationConflicts", unit: "Count" },
  duration: { name: "OperationDuration", unit: "Seconds" },
  resourceChanges: { name: "ResourceChanges", unit: "Count" },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** Measured by `fleet hygiene`. */
export const HYGIENE_METRICS = {
  /** Age of the oldest lock. */
  lockAge: { name: "LockAge", unit: "Seconds" },
  /** Of all versions in the state bucket. */
  bucketSize: { name: "BucketSize", unit: "Bytes" },
  /** Current and noncurrent, without delete markers. */
  versions: { name: "Versions", unit: "Count" },
  findings: { name: "HygieneFindings", unit: "Count" },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** Counted in the audit log by metric filters. */
export const AUDIT_METRICS = {
  bucketDenied: "BucketAccessDenied",
  keyDenied: "KeyAccessDenied",
  lockDeletions: "LockDeletions",
  bucketChanges: "BucketChanges",
  keyChanges: "KeyChanges",
} as const;
