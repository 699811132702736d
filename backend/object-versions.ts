import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import type { StateBucket } from "./state-bucket";

/** A version of an object, or the mark that it was deleted. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  /** By S3's clock; AWS tells whole seconds. */
  readonly at: Date;
  /** Bytes; 0 for a deletion. */
  readonly size: number;
  /** Whether a read of the key finds this one. */
  readonly latest: boolean;
  readonly deletion: boolean;
}

/** What one request answers, up to 1,000 versions. */
export interface ObjectVersionsPage {
  readonly versions: readonly ObjectVersion[];
  /** Whether there are more. */
  readonly truncated: boolean;
}

/** Versions and deletions of all objects under `prefix`: by key, of each key the newest first. */
export async function* listObjectVersions(
  bucket: StateBucket,
  prefix: string,
): AsyncGenerator<ObjectVersion> {
  for await (const { versions } of objectVersionsPages(bucket, prefix)) {
    yield* versions;
  }
}

/** As {@link listObjectVersions}, request by request. */
export async function* objectVersionsPages(
  bucket: StateBucket,
  prefix: string,
): AsyncGenerator<ObjectVersionsPage> {
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await bucket.s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket.name,
        Prefix: prefix,
        KeyMarker: page?.NextKeyMarker,
        VersionIdMarker: page?.NextVersionIdMarker,
      }),
    );
    const deletions = (page.DeleteMarkers ?? []).map((marker) => ({ ...marker, Size: 0, deletion: true }));
    const saved = (page.Versions ?? []).map((version) => ({ ...version, deletion: false }));
    const versions = [...deletions, ...saved]
      .map(
        ({ Key, VersionId, LastModified, Size, IsLatest, deletion }): ObjectVersion => ({
          key: Key ?? "",
          versionId: VersionId ?? "null",
          at: LastModified ?? new Date(0),
          size: Size ?? 0,
          latest: IsLatest === true,
          deletion,
        }),
      )
      .sort(byKeyNewestFirst);
    yield { versions, truncated: page.IsTruncated === true };
  } while (page.IsTruncated);
}

function byKeyNewestFirst(left: ObjectVersion, right: ObjectVersion): number {
  if (left.key !== right.key) {
    return left.key < right.key ? -1 : 1;
  }
  return Number(right.latest) - Number(left.latest) || right.at.getTime() - left.at.getTime();
}
