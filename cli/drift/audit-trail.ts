import type { CloudTrailClient, Event } from "@aws-sdk/client-cloudtrail";

/** A change that somebody made, as CloudTrail keeps it for 90 days. */
export interface AuditedChange {
  /** User, `<role>/<session>`, `root`, or the service that did it. */
  readonly who: string;
  /** Name of the API call, for instance `PutBucketPolicy`. */
  readonly event: string;
  /** ISO 8601. */
  readonly time: string;
  /** IP address or service. */
  readonly from?: string;
}

/** The newest changes that are told of one resource; more than one may be the cause. */
const TOLD_CHANGES = 3;

/** Services whose events are those of one region for the whole account. */
const GLOBAL_SERVICES = /^aws:(iam|route53)\//;
const GLOBAL_REGION = "us-east-1";

/** The clock that said when a resource was deployed is not the audit trail's; its times have no fractions. */
const CLOCK_TOLERANCE = 1_000;

/** What CloudTrail keeps of a call, as far as it tells who it was. */
interface CallRecord {
  readonly errorCode?: string;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly userIdentity?: {
    readonly type?: string;
    readonly arn?: string;
    readonly userName?: string;
    readonly invokedBy?: string;
  };
}

/** Regions whose event history holds the changes of resources of `type`. */
export function auditRegions(type: string, region: string): readonly string[] {
  return GLOBAL_SERVICES.test(type) ? [...new Set([GLOBAL_REGION, region])] : [region];
}

/**
 * The newest changes since `since` of what CloudTrail knows by one of `names`, newest first. Reads, attempts that
 * failed and what Pulumi itself did are left out. One request a name; AWS allows two a second, and the client waits.
 */
export async function auditedChanges(
  clients: readonly CloudTrailClient[],
  names: readonly string[],
  since: Date,
): Promise<readonly AuditedChange[]> {
  const { LookupEventsCommand } =
    require("@aws-sdk/client-cloudtrail") as typeof import("@aws-sdk/client-cloudtrail");
  const StartTime = new Date(since.getTime() - CLOCK_TOLERANCE);
  const found = new Map<string | undefined, Event>();
  for (const client of clients) {
    for (const AttributeValue of names) {
      const { Events = [] } = await client.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue }],
          StartTime,
        }),
      );
      for (const event of Events.filter(isForeignChange)) {
        found.set(event.EventId, event);
      }
    }
  }
  return [...found.values()]
    .toSorted((left, right) => timeOf(right) - timeOf(left))
    .slice(0, TOLD_CHANGES)
    .map(changeOf);
}

function isForeignChange(event: Event): boolean {
  const { errorCode, userAgent = "" } = recordOf(event);
  return event.ReadOnly !== "true" && errorCode === undefined && !/pulumi/i.test(userAgent);
}

function changeOf(event: Event): AuditedChange {
  const { sourceIPAddress: from } = recordOf(event);
  return {
    who: whoOf(event),
    event: event.EventName ?? "an unnamed call",
    time: new Date(timeOf(event)).toISOString(),
    ...(from ? { from } : {}),
  };
}

function whoOf(event: Event): string {
  const { type, arn = "", userName, invokedBy } = recordOf(event).userIdentity ?? {};
  switch (type) {
    case "Root":
      return "root";
    case "AssumedRole":
      return arn.replace(/^.*:assumed-role\//, "") || (event.Username ?? "somebody");
    case "AWSService":
      return invokedBy ?? "an AWS service";
    default:
      return userName ?? event.Username ?? (arn || "somebody");
  }
}

function timeOf(event: Event): number {
  return event.EventTime?.getTime() ?? 0;
}

function recordOf(event: Event): CallRecord {
  try {
    return JSON.parse(event.CloudTrailEvent ?? "{}") as CallRecord;
  } catch {
    return {};
  }
}
