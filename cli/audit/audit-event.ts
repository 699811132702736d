export const AUDIT_SOURCES = ["operations log", "CloudTrail", "CloudTrail history", "S3 access log"] as const;
export type AuditSource = (typeof AUDIT_SOURCES)[number];

/** Something that somebody did, or tried to do, to the environment's state. */
export interface AuditEvent {
  /** ISO 8601. */
  readonly at: string;
  /** Where it is recorded; of one request there may be several records. */
  readonly sources: readonly AuditSource[];
  /** An ARN, or who was at the keyboard. */
  readonly who: string;
  /** `up`, `s3:PutObject`, `REST.PUT.OBJECT` */
  readonly action: string;
  /** A stack, an object of the state bucket, the bucket or the key. */
  readonly target: string;
  /** `succeeded`, or what AWS or we answered instead. */
  readonly outcome: string;
  /** Whether it only read. */
  readonly readOnly: boolean;
  readonly detail?: string;
  /** By which two records of one request are known. */
  readonly requestId?: string;
}

/** What one source had to say. */
export interface SourceEvents {
  readonly source: AuditSource;
  readonly events: readonly AuditEvent[];
  /** What is missing of it, or late, in words. */
  readonly note: string;
}

/** What is looked at. */
export interface AuditScope {
  readonly since: Date;
  readonly now: Date;
  readonly accountId: string;
  readonly region: string;
  readonly bucketName: string;
  readonly keyArn: string;
  readonly logBucketName: string;
  readonly trailName: string;
}
