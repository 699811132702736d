import { REPORTS } from "../../backend/layout";
import { listObjects, readObject, type StateBucket, writeObject } from "../../backend/state-bucket";
import { type HygieneKind, type HygieneReport, hygieneMarkdown } from "./hygiene-report";

/**
 * Keeps the report, as JSON and as Markdown.
 * @returns key without its ending
 */
export async function storeReport(bucket: StateBucket, report: HygieneReport): Promise<string> {
  // The time is the name, so that names sort by time. Nobody else has the same one to the millisecond.
  const key = `${folderOf(report.kind)}${report.startedAt.replaceAll(":", "-")}`;
  await writeObject(bucket, `${key}.md`, hygieneMarkdown(report), { absent: true });
  await writeObject(bucket, `${key}.json`, JSON.stringify(report, undefined, 2), { absent: true });
  return key;
}

/** The newest report of that kind; undefined when there is none that can be read. */
export async function lastReport(bucket: StateBucket, kind: HygieneKind): Promise<HygieneReport | undefined> {
  let newest: string | undefined;
  for await (const { key } of listObjects(bucket, folderOf(kind))) {
    newest = key.endsWith(".json") ? key : newest;
  }
  const stored = newest === undefined ? undefined : await readObject(bucket, newest);
  try {
    return stored && (JSON.parse(Buffer.from(stored.body).toString("utf8")) as HygieneReport);
  } catch {
    // Written by somebody else: the next report begins anew.
    return undefined;
  }
}

function folderOf(kind: HygieneKind): string {
  return `${REPORTS}${kind}/`;
}
