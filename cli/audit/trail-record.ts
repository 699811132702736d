import type { AuditEvent, AuditScope, AuditSource } from "./audit-event";

/** One record of CloudTrail, as far as it is read here. */
export interface TrailRecord {
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  /** Told as text by some. */
  readonly readOnly?: boolean | "true" | "false";
  readonly requestID?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly sourceIPAddress?: string;
  readonly userIdentity?: { readonly arn?: string; readonly invokedBy?: string; readonly type?: string };
  readonly requestParameters?: { readonly bucketName?: string; readonly key?: string } | null;
  readonly resources?: ReadonlyArray<{ readonly ARN?: string }>;
}

/** What `record` says about the state; undefined when it is about something else. */
export function trailEvent(
  record: TrailRecord,
  source: AuditSource,
  scope: Pick<AuditScope, "bucketName" | "keyArn">,
): AuditEvent | undefined {
  const target = targetOf(record, scope);
  if (target === undefined) {
    return undefined;
  }
  const { userIdentity = {}, sourceIPAddress, errorMessage } = record;
  const from = sourceIPAddress && `from ${sourceIPAddress}`;
  return {
    at: new Date(record.eventTime).toISOString(),
    sources: [source],
    who: userIdentity.arn ?? userIdentity.invokedBy ?? userIdentity.type ?? "unknown",
    action: `${record.eventSource.replace(".amazonaws.com", "")}:${record.eventName}`,
    target,
    outcome: record.errorCode ?? "succeeded",
    readOnly: String(record.readOnly) === "true",
    detail: errorMessage ?? from,
    requestId: record.requestID,
  };
}

function targetOf(
  { eventSource, requestParameters, resources = [], errorMessage }: TrailRecord,
  { bucketName, keyArn }: Pick<AuditScope, "bucketName" | "keyArn">,
): string | undefined {
  if (eventSource === "s3.amazonaws.com" && requestParameters?.bucketName === bucketName) {
    return requestParameters.key ?? bucketName;
  }
  // A refused call names its key in the message alone.
  const ofKey = resources.some(({ ARN }) => ARN === keyArn) || errorMessage?.includes(keyArn) === true;
  return eventSource === "kms.amazonaws.com" && ofKey ? keyArn : undefined;
}
