import { listObjects, readObject, type StateBucket } from "../../backend/state-bucket";
import { accessLogEvent } from "./access-log-line";
import type { AuditEvent, AuditScope, SourceEvents } from "./audit-event";
import { unreadable } from "./source-failure";

const SOURCE = "S3 access log";

/** What S3 itself writes of every request, best effort. */
export async function accessLogs(logs: StateBucket, scope: AuditScope): Promise<SourceEvents> {
  const events: AuditEvent[] = [];
  let newest: Date | undefined;
  try {
    for await (const { key, lastModified = scope.now } of listObjects(logs, `${scope.bucketName}/`)) {
      newest = newest && newest > lastModified ? newest : lastModified;
      if (lastModified >= scope.since) {
        const file = await readObject(logs, key);
        const lines = Buffer.from(file?.body ?? [])
          .toString("utf8")
          .split("\n");
        events.push(...lines.flatMap((line) => accessLogEvent(line, scope.bucketName) ?? []));
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
    ? `delivered until ${newest.toISOString()}; best effort, most within some hours`
    : `no file in ${logs.name} from this time: S3 delivers within some hours`;
  return { source: SOURCE, events: events.filter(({ at }) => new Date(at) >= scope.since), note };
}
