import { historyPrefix, lockPrefix, operationSequence, operationsPrefix, type StackId } from "../layout";
import { listObjectVersions } from "../object-versions";
import { listObjects, type StateBucket } from "../state-bucket";
import { type CheckpointVersion, checkpointVersions } from "./versions";

/** An object that a run left beside the checkpoint, and when, by S3's clock. */
export interface Trace {
  readonly key: string;
  readonly at: Date;
  readonly versionId?: string;
}

/** A version with what tells of the run that saved it. */
export interface SettledVersion {
  readonly version: CheckpointVersion;
  /** Whether the run saved nothing after it. */
  readonly settled: boolean;
  /** Pulumi's entry about the update. */
  readonly history?: Trace;
  /** Entry of the operations log; the run began this long before it was written only if the entry says so. */
  readonly operation?: Trace;
  /** Lock that was held. */
  readonly lock?: Trace;
}

/** When runs on a stack began and ended, oldest first. */
interface Traces {
  readonly locks: readonly Trace[];
  readonly history: readonly Trace[];
  readonly operations: readonly Trace[];
  readonly ends: readonly Trace[];
}

/**
 * The stack's versions, newest first, each with the traces of its run. An update saves after each step; what it left
 * in the end is what a person looks for. All times compared are S3's: the clocks of those who ran may be wrong.
 *
 * @param all also the versions that a run saved on its way
 */
export async function* settledVersions(
  bucket: StateBucket,
  stack: StackId,
  all = false,
): AsyncGenerator<SettledVersion> {
  const versions = ahead(checkpointVersions(bucket, stack));
  const traces = await readTraces(bucket, stack);
  let next: CheckpointVersion | undefined;
  for await (const version of versions) {
    const until = next?.savedAt;
    const settled =
      !next ||
      firstBetween(traces.ends, version.savedAt, until) !== undefined ||
      lastUntil(traces.locks, next.savedAt) > lastUntil(traces.locks, version.savedAt);
    next = version;
    if (settled || all) {
      yield {
        version,
        settled,
        history: firstBetween(traces.history, version.savedAt, until),
        operation: firstBetween(traces.operations, version.savedAt, until),
        lock: traces.locks[lastUntil(traces.locks, version.savedAt)],
      };
    }
  }
}

/** `items`, of which the first is asked for at once. */
function ahead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const first = items.next();
  // Whoever takes it learns of its failure; until then it is not unhandled.
  first.catch(() => undefined);
  return (async function* () {
    const { value, done } = await first;
    if (!done) {
      yield value;
      yield* items;
    }
  })();
}

function firstBetween(traces: readonly Trace[], from: Date, until: Date | undefined): Trace | undefined {
  const first = traces[lastUntil(traces, new Date(from.getTime() - 1)) + 1];
  return first && (!until || first.at < until) ? first : undefined;
}

/** Index of the last of `traces`, which are in the order of time, that is not after `time`; -1 when all are. */
function lastUntil(traces: readonly Trace[], time: Date): number {
  let low = 0;
  let high = traces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((traces[middle]?.at ?? time) <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

async function readTraces(bucket: StateBucket, stack: StackId): Promise<Traces> {
  const [locks, history, operations] = await Promise.all([
    readLockTraces(bucket, stack),
    readObjects(bucket, historyPrefix(stack), (key) => /\.history\.json(\.gz|\.zst)?$/.test(key)),
    readObjects(bucket, operationsPrefix(stack), (key) => operationSequence(key) !== undefined),
  ]);
  return {
    locks: locks.taken,
    history,
    operations,
    ends: [...locks.released, ...history, ...operations].sort(byTime),
  };
}

/** Locks are deleted when a run ends, so only their versions tell of them. */
async function readLockTraces(bucket: StateBucket, stack: StackId) {
  const taken: Trace[] = [];
  const released: Trace[] = [];
  for await (const { key, versionId, at, deletion } of listObjectVersions(bucket, lockPrefix(stack))) {
    if (deletion) {
      released.push({ key, at });
    } else {
      taken.push({ key, at, versionId });
    }
  }
  return { taken: taken.sort(byTime), released };
}

async function readObjects(
  bucket: StateBucket,
  prefix: string,
  wanted: (key: string) => boolean,
): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for await (const { key, lastModified } of listObjects(bucket, prefix)) {
    if (wanted(key)) {
      traces.push({ key, at: lastModified ?? new Date(0) });
    }
  }
  return traces.sort(byTime);
}

function byTime(left: Trace, right: Trace): number {
  return left.at.getTime() - right.at.getTime();
}
