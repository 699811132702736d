import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";

/** The state bucket of one environment, with the caller's credentials. */
export interface StateBucket {
  readonly s3: S3Client;
  readonly name: string;
}

/** An object as it was at one moment. */
export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly etag: string;
  readonly versionId?: string;
  readonly lastModified?: Date;
}

export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified?: Date;
}

/** The objects under `prefix` in the order of their keys. */
export async function* listObjects(bucket: StateBucket, prefix: string): AsyncGenerator<ListedObject> {
  const pages = paginateListObjectsV2({ client: bucket.s3 }, { Bucket: bucket.name, Prefix: prefix });
  for await (const page of pages) {
    for (const { Key: key = "", Size: size = 0, LastModified: lastModified } of page.Contents ?? []) {
      yield { key, size, lastModified };
    }
  }
}

/** @returns undefined when there is no such object, or it was deleted in the meantime */
export async function readObject(
  bucket: StateBucket,
  key: string,
  versionId?: string,
): Promise<StoredObject | undefined> {
  try {
    const answer = await bucket.s3.send(
      new GetObjectCommand({ Bucket: bucket.name, Key: key, VersionId: versionId }),
    );
    return {
      key,
      body: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(),
      etag: answer.ETag ?? "",
      versionId: answer.VersionId,
      lastModified: answer.LastModified,
    };
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/** What must hold for a conditional write: nothing is there, or still exactly what was read. */
export type Condition = { readonly absent: true } | { readonly etag: string };

/**
 * Writes if `condition` holds, in one step that no other writer can come between.
 * @returns the new ETag; undefined when somebody else was first
 */
export async function writeObject(
  bucket: StateBucket,
  key: string,
  body: PutObjectCommandInput["Body"],
  condition: Condition,
): Promise<string | undefined> {
  try {
    const { ETag: etag } = await bucket.s3.send(
      new PutObjectCommand({
        Bucket: bucket.name,
        Key: key,
        Body: body,
        ...("etag" in condition ? { IfMatch: condition.etag } : { IfNoneMatch: "*" }),
      }),
    );
    return etag ?? "";
  } catch (error) {
    // 409: two conditional writes met in S3 itself; 404: the object was deleted before IfMatch could hold.
    if ([404, 409, 412].includes(httpStatus(error) ?? 0) && (error as Error).name !== "NoSuchBucket") {
      return undefined;
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && ["NoSuchKey", "NoSuchVersion", "NotFound"].includes(error.name);
}

function httpStatus(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
