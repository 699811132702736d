import { compressionOf, decompressed, parseCheckpoint } from "../../../backend/checkpoints/checkpoint";
import type { SettledVersion, Trace } from "../../../backend/checkpoints/settled-versions";
import { readVersion } from "../../../backend/checkpoints/versions";
import { parseLock } from "../../../backend/locks/locks";
import { type OperationEntry, parseEntry } from "../../../backend/operations/operation-entry";
import { readObject, type StateBucket } from "../../../backend/state-bucket";
import { FleetError } from "../../../contracts/errors";

/** A version as `fleet state versions` tells of it. */
export interface DescribedVersion {
  readonly id: string;
  readonly key: string;
  /** ISO 8601, by S3's clock. */
  readonly savedAt: string;
  /** Bytes. */
  readonly size: number;
  readonly current: boolean;
  readonly deletion: boolean;
  /** Whether the run that saved it saved nothing after it. */
  readonly settled: boolean;
  readonly author?: string;
  /** AWS identity, when the operations log knows it. */
  readonly caller?: string;
  /** `update`, `destroy`, `refresh`, … */
  readonly operation?: string;
  readonly result?: string;
  /** Resources by kind of change. */
  readonly changes?: Readonly<Record<string, number>>;
  readonly compression?: string;
  /** Resources in it. */
  readonly resources?: number;
  readonly pendingOperations?: number;
  /** Why it cannot be used. */
  readonly damage?: string;
}

/** What Pulumi writes about an update. */
interface UpdateHistory {
  readonly kind?: string;
  readonly result?: string;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

/** Seconds that S3's whole-second times may hide between a save and the entry that tells of it. */
const TOLERANCE_SECONDS = 2;

/** Reads the version and what its run left about itself. */
export async function describeVersion(
  bucket: StateBucket,
  settled: SettledVersion,
): Promise<DescribedVersion> {
  const { version } = settled;
  const [content, history, operation, author] = await Promise.all([
    version.deletion ? {} : describeContent(bucket, settled),
    settled.settled ? readHistory(bucket, settled.history) : undefined,
    settled.settled ? readOperation(bucket, settled) : undefined,
    readLockHolder(bucket, settled.lock),
  ]);
  return {
    id: version.id,
    key: version.key,
    savedAt: version.savedAt.toISOString(),
    size: version.size,
    current: version.current,
    deletion: version.deletion,
    settled: settled.settled,
    author: operation ? `${operation.who.user}@${operation.who.host}` : author,
    caller: operation?.who.caller,
    operation: operation?.operation ?? history?.kind,
    result: operation?.outcome ?? history?.result,
    changes: history?.resourceChanges ?? operation?.changes,
    ...content,
  };
}

async function describeContent(
  bucket: StateBucket,
  { version }: SettledVersion,
): Promise<Partial<DescribedVersion>> {
  const { body } = await readVersion(bucket, version);
  const compression = compressionOf(body);
  try {
    const { resources, pendingOperations } = parseCheckpoint(body);
    return { compression, resources: resources.length, pendingOperations: pendingOperations.length };
  } catch (error) {
    if (error instanceof FleetError) {
      return { compression, damage: error.message };
    }
    throw error;
  }
}

async function readHistory(
  bucket: StateBucket,
  trace: Trace | undefined,
): Promise<UpdateHistory | undefined> {
  const object = trace && (await readObject(bucket, trace.key));
  try {
    return object && (JSON.parse(Buffer.from(decompressed(object.body)).toString("utf8")) as UpdateHistory);
  } catch {
    // A history that cannot be read says nothing; the version itself is listed all the same.
    return undefined;
  }
}

/** The operation's entry, unless it began after the version was saved: then it is about something else. */
async function readOperation(
  bucket: StateBucket,
  { version, operation: trace }: SettledVersion,
): Promise<OperationEntry | undefined> {
  const object = trace && (await readObject(bucket, trace.key));
  const entry = object && parseEntry(object.body);
  if (!trace || !entry) {
    return undefined;
  }
  const began = trace.at.getTime() - (entry.durationSeconds + TOLERANCE_SECONDS) * 1000;
  return began <= version.savedAt.getTime() ? entry : undefined;
}

async function readLockHolder(bucket: StateBucket, trace: Trace | undefined): Promise<string | undefined> {
  const object = trace && (await readObject(bucket, trace.key, trace.versionId));
  const holder = object && parseLock(Buffer.from(object.body).toString("utf8"));
  return holder && `${holder.username}@${holder.hostname}`;
}
