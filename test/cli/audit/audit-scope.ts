import type { AuditEvent, AuditScope } from "../../../cli/audit/audit-event";

export const SCOPE: AuditScope = {
  since: new Date("2026-01-31T00:00:00Z"),
  now: new Date("2026-01-31T12:00:00Z"),
  accountId: "111122223333",
  region: "eu-west-1",
  bucketName: "state",
  keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
  logBucketName: "logs",
  trailName: "audit",
};

/** An event of S3 by ada at noon. */
export function auditEvent(given: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: "2026-01-31T12:00:00.000Z",
    sources: ["CloudTrail"],
    who: "arn:aws:iam::111122223333:user/ada",
    action: "s3:PutObject",
    target: ".pulumi/stacks/base/dev.json",
    outcome: "succeeded",
    readOnly: false,
    requestId: "R1",
    ...given,
  };
}
