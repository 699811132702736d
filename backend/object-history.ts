import { listObjectVersions, type ObjectVersion } from "./object-versions";
import type { StateBucket } from "./state-bucket";

/** What S3 still knows of one key: what was overwritten or deleted stays visible until a lifecycle rule removes it. */
export interface ObjectHistory {
  readonly key: string;
  /** Newest first, without deletions. */
  readonly versions: readonly ObjectVersion[];
  /** When it was deleted; absent while there is a current version. */
  readonly deleted?: Date;
}

/** Objects under `prefix`, deleted ones too, in the order of their keys. */
export async function objectHistories(
  bucket: StateBucket,
  prefix: string,
): Promise<readonly ObjectHistory[]> {
  const histories = new Map<string, { key: string; versions: ObjectVersion[]; deleted?: Date }>();
  for await (const version of listObjectVersions(bucket, prefix)) {
    const history = histories.get(version.key) ?? { key: version.key, versions: [] };
    histories.set(version.key, history);
    if (!version.deletion) {
      history.versions.push(version);
    } else if (version.latest) {
      history.deleted = version.at;
    }
  }
  return [...histories.values()].sort((left, right) => (left.key < right.key ? -1 : 1));
}
