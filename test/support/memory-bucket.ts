import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import type { StateBucket } from "../../backend/state-bucket";

interface Version {
  readonly id: string;
  readonly written: Date;
  /** Absent in a delete marker. */
  readonly body?: string | Uint8Array;
}

/** A versioned bucket in memory that keeps S3's rules for conditional writes. */
export interface MemoryBucket extends StateBucket {
  /** Newest version first. */
  readonly objects: Map<string, Version[]>;
  /** Moves its clock, by which versions are dated. */
  setTime(time: Date): void;
  /** Writes as somebody who keeps no condition. */
  put(key: string, body: string | Uint8Array): void;
  /** Leaves a delete marker. */
  delete(key: string): void;
  /** Leaves nothing. */
  purge(key: string): void;
  text(key: string): string | undefined;
}

/** @param versionsPerPage what one request for versions answers at most */
export function memoryBucket(versionsPerPage = 1000): MemoryBucket {
  const s3 = new S3Client({ region: "eu-west-1" });
  const mock = mockClient(s3);
  const objects = new Map<string, Version[]>();
  let count = 0;
  let now = new Date("2026-01-31T12:00:00Z");
  const add = (key: string, body?: string | Uint8Array) => {
    count += 1;
    const version = {
      id: `v${count}`,
      written: now,
      body,
    };
    objects.set(key, [version, ...(objects.get(key) ?? [])]);
    return version;
  };
  const current = (key = "") => objects.get(key)?.[0];
  const keys = (prefix = "") => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();

  mock.on(GetObjectCommand).callsFake(({ Key, VersionId }) => {
    const version = VersionId ? objects.get(Key)?.find(({ id }) => id === VersionId) : current(Key);
    if (version?.body === undefined) {
      throw refused("NoSuchKey", 404);
    }
    const bytes = bytesOf(version.body);
    return {
      Body: {
        transformToByteArray: async () => bytes,
        [Symbol.asyncIterator]: async function* () {
          yield bytes;
        },
      },
      ETag: etagOf(version),
      VersionId: version.id,
      LastModified: version.written,
    };
  });
  mock.on(PutObjectCommand).callsFake(({ Key, Body, IfMatch, IfNoneMatch }) => {
    const there = current(Key);
    if (IfMatch !== undefined && there?.body === undefined) {
      throw refused("NoSuchKey", 404);
    }
    const holds = IfMatch === undefined || IfMatch === (there && etagOf(there));
    if (!holds || (IfNoneMatch === "*" && there?.body !== undefined)) {
      throw refused("PreconditionFailed", 412);
    }
    return { ETag: etagOf(add(Key, String(Body))) };
  });
  mock.on(DeleteObjectCommand).callsFake(({ Key }) => {
    add(Key);
    return {};
  });
  mock.on(DeleteObjectsCommand).callsFake(({ Delete: { Objects } }) => {
    for (const { Key, VersionId } of Objects) {
      objects.set(
        Key,
        (objects.get(Key) ?? []).filter(({ id }) => id !== VersionId),
      );
    }
    return {};
  });
  mock.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
    Contents: keys(Prefix)
      .filter((key) => current(key)?.body !== undefined)
      .map((Key) => ({ Key, Size: current(Key)?.body?.length, LastModified: current(Key)?.written })),
  }));
  mock.on(ListObjectVersionsCommand).callsFake(({ Prefix, VersionIdMarker }) => {
    const all = keys(Prefix).flatMap((Key) =>
      (objects.get(Key) ?? []).map((version, index) => ({
        Key,
        VersionId: version.id,
        LastModified: version.written,
        IsLatest: index === 0,
        gone: version.body === undefined,
      })),
    );
    const start = all.findIndex(({ VersionId }) => VersionId === VersionIdMarker) + 1;
    const page = all.slice(start, start + versionsPerPage);
    return {
      Versions: page.filter(({ gone }) => !gone),
      DeleteMarkers: page.filter(({ gone }) => gone),
      IsTruncated: start + page.length < all.length,
      NextKeyMarker: page.at(-1)?.Key,
      NextVersionIdMarker: page.at(-1)?.VersionId,
    };
  });

  return {
    s3,
    name: "state",
    objects,
    setTime: (time) => {
      now = time;
    },
    put: (key, body) => {
      add(key, body);
    },
    delete: (key) => {
      add(key);
    },
    purge: (key) => {
      objects.delete(key);
    },
    text: (key) => {
      const version = current(key);
      return version?.body === undefined ? undefined : bytesOf(version.body).toString();
    },
  };
}

function bytesOf(body: string | Uint8Array = ""): Buffer {
  return Buffer.from(body as string);
}

function etagOf({ id }: Version): string {
  return `"${id}"`;
}

function refused(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, $fault: "client", $metadata: { httpStatusCode } });
}
