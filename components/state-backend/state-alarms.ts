import type { Environment } from "../../contracts/environment";
import {
  AUDIT_METRICS,
  auditMetricNamespace,
  HYGIENE_METRICS,
  OPERATION_METRICS,
  STATE_METRIC_NAMESPACE,
} from "../../contracts/state-metrics";
import type { Metric } from "../metric-widgets";

/** An alarm on one metric, or on the percentage that `of` has in `metric`. */
export interface StateAlarm {
  /** Logical name's last part, and of the section `state-<name>` in docs/runbook.md; unique. */
  readonly name: string;
  /** What is wrong, for the person who reads the notification. */
  readonly description: string;
  readonly metric: Metric;
  /** The alarm is on `100 * metric / of`. */
  readonly of?: Metric;
  readonly statistic: "Sum" | "Maximum";
  /** Seconds that one value is made of. */
  readonly period: number;
  /** The alarm is raised above this. */
  readonly threshold: number;
  /** Days without a value after which the silence is told; at most 7. @default silence is good */
  readonly silentDays?: number;
}

export interface StateAlarmsArgs {
  readonly environment: Environment;
  /** Mebibytes of all versions above which the bucket is too large. */
  readonly bucketSizeLimitMib: number;
  /** Versions above which there are too many. */
  readonly versionLimit: number;
}

const MINUTES = 60;
const HOURS = 60 * MINUTES;
const DAYS = 24 * HOURS;

/** Longer than any deployment of ours may take. */
const LOCK_AGE_SECONDS = 4 * HOURS;
const DURATION_SECONDS = 1 * HOURS;

/** More than clients make that take turns. */
const LOCK_DELETIONS = 30;

/** Metrics of commands and runner, as alarms and dashboard look at them. */
export function ownMetric(environment: Environment, { name }: { readonly name: string }): Metric {
  return {
    namespace: STATE_METRIC_NAMESPACE,
    metricName: name,
    dimensions: { Environment: environment },
  };
}

/** Metrics that are counted in the audit log. */
export function auditMetric(environment: Environment, metricName: string): Metric {
  return { namespace: auditMetricNamespace(environment), metricName, dimensions: {} };
}

/** Alarms on what operations and hygiene measure. */
export function stateAlarms(args: StateAlarmsArgs): readonly StateAlarm[] {
  const own = (metric: { readonly name: string }) => ownMetric(args.environment, metric);
  return [
    {
      name: "operation-failures",
      description: "Operations on stacks fail one after the other",
      metric: own(OPERATION_METRICS.failures),
      statistic: "Sum",
      period: 1 * HOURS,
      threshold: 3,
    },
    {
      name: "error-rate",
      description: "Most operations of the last day have failed",
      metric: own(OPERATION_METRICS.failures),
      of: own(OPERATION_METRICS.operations),
      statistic: "Sum",
      period: 1 * DAYS,
      threshold: 50,
    },
    {
      name: "operation-conflicts",
      description: "Operations keep each other out of their stacks",
      metric: own(OPERATION_METRICS.conflicts),
      statistic: "Sum",
      period: 1 * HOURS,
      threshold: 5,
    },
    {
      name: "operation-duration",
      description: "An operation took longer than an hour",
      metric: own(OPERATION_METRICS.duration),
      statistic: "Maximum",
      period: 5 * MINUTES,
      threshold: DURATION_SECONDS,
    },
    {
      name: "lock-age",
      description: "A lock is older than any operation should be: its owner may be dead",
      metric: own(HYGIENE_METRICS.lockAge),
      statistic: "Maximum",
      period: 1 * DAYS,
      threshold: LOCK_AGE_SECONDS,
    },
    {
      name: "bucket-size",
      description: "The state bucket is larger than expected",
      metric: own(HYGIENE_METRICS.bucketSize),
      statistic: "Maximum",
      period: 1 * DAYS,
      threshold: args.bucketSizeLimitMib * 1024 * 1024,
    },
    {
      name: "version-count",
      description: "The state bucket has more versions than expected: does its lifecycle rule work?",
      metric: own(HYGIENE_METRICS.versions),
      statistic: "Maximum",
      period: 1 * DAYS,
      threshold: args.versionLimit,
    },
    {
      name: "hygiene-findings",
      description: "The daily check found something, or (insufficient data) has not run for two days",
      metric: own(HYGIENE_METRICS.findings),
      statistic: "Maximum",
      period: 1 * DAYS,
      threshold: 0,
      silentDays: 2,
    },
  ];
}

/** Alarms on what is counted in the audit log. */
export function auditAlarms(environment: Environment): readonly StateAlarm[] {
  const alarm = (name: string, metricName: string, threshold: number, description: string): StateAlarm => ({
    name,
    description,
    metric: auditMetric(environment, metricName),
    statistic: "Sum",
    period: 5 * MINUTES,
    threshold,
  });
  return [
    alarm("access-denied", AUDIT_METRICS.bucketDenied, 0, "Somebody was refused access to the state bucket"),
    alarm("key-access-denied", AUDIT_METRICS.keyDenied, 0, "Somebody was refused the use of the state key"),
    alarm(
      "lock-deletions",
      AUDIT_METRICS.lockDeletions,
      LOCK_DELETIONS,
      "Locks are deleted by the dozen: clients collide, or somebody uses pulumi cancel",
    ),
    alarm("bucket-changed", AUDIT_METRICS.bucketChanges, 0, "The state bucket's own settings were changed"),
    alarm(
      "key-changed",
      AUDIT_METRICS.keyChanges,
      0,
      "The state key was disabled, is to be deleted, or has another policy",
    ),
  ];
}
