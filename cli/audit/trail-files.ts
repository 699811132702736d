import { gunzipSync } from "node:zlib";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { listObjects, readObject, type StateBucket } from "../../backend/state-bucket";
import type { AuditEvent, AuditScope, SourceEvents } from "./audit-event";
import { unreadable } from "./source-failure";
import { type TrailRecord, trailEvent } from "./trail-record";
import { trailProblem } from "./trail-status";

const SOURCE = "CloudTrail";
const DAY_MS = 86_400_000;

/** The trail's files in the log bucket: every access to the state's objects, and every use of its key. */
export async function trailFiles(
  logs: StateBucket,
  cloudtrail: CloudTrailClient,
  scope: AuditScope,
): Promise<SourceEvents> {
  const events: AuditEvent[] = [];
  let newest: Date | undefined;
  try {
    for (const day of days(scope.since, scope.now)) {
      const prefix = `AWSLogs/${scope.accountId}/CloudTrail/${scope.region}/${day}/`;
      for await (const { key, lastModified = scope.now } of listObjects(logs, prefix)) {
        newest = newest && newest > lastModified ? newest : lastModified;
        if (lastModified >= scope.since) {
          events.push(...(await readFile(logs, key, scope)));
        }
      }
    }
  } catch (error) {
    return {
      source: SOURCE,
      events,
      note: unreadable(error, `s3:ListBucket and s3:GetObject on ${logs.name}`),
    };
  }
  const note = newest
    ? `delivered until ${newest.toISOString()}; what is younger follows within about 5 minutes`
    : `no file in ${logs.name} from this time: the first follows within about 5 minutes of an event`;
  const problem = await trailProblem(cloudtrail, scope.trailName);
  return { source: SOURCE, events, note: problem ? `${problem}; ${note}` : note };
}

async function readFile(logs: StateBucket, key: string, scope: AuditScope): Promise<AuditEvent[]> {
  const file = await readObject(logs, key);
  if (!file) {
    return [];
  }
  const { Records = [] } = JSON.parse(gunzipSync(file.body).toString("utf8")) as {
    readonly Records?: readonly TrailRecord[];
  };
  return Records.flatMap((record) => trailEvent(record, SOURCE, scope) ?? []).filter(
    ({ at }) => new Date(at) >= scope.since,
  );
}

/** `2026/01/31`, from the day of `since` to that of `now`; and one more, for a file that is delivered after midnight. */
function days(since: Date, now: Date): string[] {
  const found: string[] = [];
  const end = now.getTime() + DAY_MS;
  for (let time = since.getTime(); time < end; time += DAY_MS) {
    found.push(new Date(time).toISOString().slice(0, 10).replaceAll("-", "/"));
  }
  return found;
}
