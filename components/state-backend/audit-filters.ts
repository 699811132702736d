import * as pulumi from "@pulumi/pulumi";
import { AUDIT_METRICS } from "../../contracts/state-metrics";

export interface AuditFiltersArgs {
  readonly bucketName: string;
  readonly keyArn: pulumi.Input<string>;
}

/** What is counted in the audit log of CloudTrail. */
export interface AuditFilter {
  /** Logical name's last part; unique. */
  readonly name: string;
  readonly metricName: string;
  /** In CloudWatch Logs' syntax for fields of JSON. */
  readonly pattern: pulumi.Input<string>;
}

/**
 * Events of bucket and key that somebody should hear of. A refused call of KMS names its key in the message alone.
 * Every update deletes the lock that it took: only an unusual number of deletions means anything.
 */
export function auditFilters({ bucketName, keyArn }: AuditFiltersArgs): readonly AuditFilter[] {
  const onBucket = `($.eventSource = "s3.amazonaws.com") && ($.requestParameters.bucketName = "${bucketName}")`;
  const ofKms = `($.eventSource = "kms.amazonaws.com")`;
  const denied = `($.errorCode = "AccessDenied*")`;
  const done = `($.errorCode NOT EXISTS)`;
  return [
    {
      name: "bucket-denied",
      metricName: AUDIT_METRICS.bucketDenied,
      pattern: `{ ${onBucket} && ${denied} }`,
    },
    {
      name: "key-denied",
      metricName: AUDIT_METRICS.keyDenied,
      pattern: pulumi.interpolate`{ ${ofKms} && ${denied} && ($.errorMessage = "*${keyArn}*") }`,
    },
    {
      name: "lock-deletions",
      metricName: AUDIT_METRICS.lockDeletions,
      pattern: `{ ${onBucket} && ${done} && ($.eventName = "DeleteObject") && ($.requestParameters.key = ".pulumi/locks/*") }`,
    },
    {
      name: "bucket-changes",
      metricName: AUDIT_METRICS.bucketChanges,
      pattern: `{ ${onBucket} && ${done} && (${anyOf(["PutBucket*", "DeleteBucket*"])}) }`,
    },
    {
      name: "key-changes",
      metricName: AUDIT_METRICS.keyChanges,
      pattern: pulumi.interpolate`{ ${ofKms} && ${done} && (${anyOf(KEY_CHANGES)}) && ($.resources[0].ARN = "${keyArn}") }`,
    },
  ];
}

/** Calls after which state may be readable by others, or by nobody. */
const KEY_CHANGES = ["DisableKey", "DisableKeyRotation", "PutKeyPolicy", "ScheduleKeyDeletion"];

function anyOf(eventNames: readonly string[]): string {
  return eventNames.map((name) => `($.eventName = "${name}")`).join(" || ");
}
