import type { AuditEvent } from "./audit-event";

/**
 * A line of an S3 server access log: bucket owner, bucket, [time], address, requester, request id, operation, key,
 * "request", status, error code, and more that is not needed here. What is not known is `-`.
 */
const LINE = /^\S+ \S+ \[([^\]]+)\] (\S+) (\S+) (\S+) (\S+) (\S+) "(?:[^"\\]|\\.)*" (\S+) (\S+)/;

/** `31/Jan/2026:12:00:00 +0000` */
const TIME = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{4})$/;

/** @returns undefined for a line that S3 does not write */
export function accessLogEvent(line: string, bucketName: string): AuditEvent | undefined {
  const [, time = "", address, requester, requestId, operation = "", key = "-", status, error] =
    LINE.exec(line) ?? [];
  const [, day, month, year, clock, zone] = TIME.exec(time) ?? [];
  const at = new Date(`${day} ${month} ${year} ${clock} ${zone}`);
  if (operation === "" || Number.isNaN(at.getTime())) {
    return undefined;
  }
  const refused = Number(status) >= 400;
  return {
    at: at.toISOString(),
    sources: ["S3 access log"],
    who: requester === "-" ? "anonymous" : (requester ?? "unknown"),
    action: operation,
    target: key === "-" ? bucketName : decoded(key),
    outcome: refused ? (error === "-" ? `HTTP ${status}` : (error ?? "")) : "succeeded",
    readOnly: /^REST\.(GET|HEAD|OPTIONS)\./.test(operation),
    detail: address === "-" ? undefined : `from ${address}`,
    requestId,
  };
}

/** S3 writes keys URL-encoded. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
