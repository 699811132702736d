import type { CloudTrailClient, Event } from "@aws-sdk/client-cloudtrail";
import type { AuditEvent, AuditScope, SourceEvents } from "./audit-event";
import { unreadable } from "./source-failure";
import { type TrailRecord, trailEvent } from "./trail-record";

const SOURCE = "CloudTrail history";

/** Pages of 50 that are asked for at most: AWS answers two a second. */
const MAX_PAGES = 20;

/** Management events of bucket and key, which AWS keeps for 90 days with or without a trail. */
export async function trailHistory(cloudtrail: CloudTrailClient, scope: AuditScope): Promise<SourceEvents> {
  const events: AuditEvent[] = [];
  let cutOff = false;
  try {
    for (const resource of [scope.bucketName, scope.keyArn]) {
      const found = await lookUp(cloudtrail, resource, scope);
      events.push(...found.events);
      cutOff ||= found.cutOff;
    }
  } catch (error) {
    return { source: SOURCE, events, note: unreadable(error, "cloudtrail:LookupEvents") };
  }
  const note = cutOff
    ? `only the newest ${MAX_PAGES * 50} events of bucket or key: choose a shorter time`
    : "management events only, up to 15 minutes late";
  return { source: SOURCE, events, note };
}

async function lookUp(
  cloudtrail: CloudTrailClient,
  resource: string,
  scope: AuditScope,
): Promise<{ readonly events: readonly AuditEvent[]; readonly cutOff: boolean }> {
  const { LookupEventsCommand } =
    require("@aws-sdk/client-cloudtrail") as typeof import("@aws-sdk/client-cloudtrail");
  const events: AuditEvent[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: resource }],
        StartTime: scope.since,
        EndTime: scope.now,
        NextToken,
      }),
    );
    events.push(...(answer.Events ?? []).flatMap((event) => historyEvent(event, resource, scope) ?? []));
    NextToken = answer.NextToken;
    if (!NextToken) {
      return { events, cutOff: false };
    }
  }
  return { events, cutOff: true };
}

/** The event was found by the resource, so it is about it whatever its record says of it. */
function historyEvent(event: Event, resource: string, scope: AuditScope): AuditEvent | undefined {
  if (!event.CloudTrailEvent) {
    return undefined;
  }
  const record = JSON.parse(event.CloudTrailEvent) as TrailRecord;
  const key = event.Resources?.find(({ ResourceType }) => ResourceType === "AWS::S3::Object")?.ResourceName;
  return trailEvent(
    resource === scope.keyArn
      ? { ...record, resources: [{ ARN: resource }] }
      : { ...record, requestParameters: { key, ...record.requestParameters, bucketName: resource } },
    SOURCE,
    scope,
  );
}
