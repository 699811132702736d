import { FleetError } from "../../contracts/errors";
import { checkpointKeys, type StackId } from "../layout";
import {
  listObjectVersions,
  type ObjectVersion,
  type ObjectVersionsPage,
  objectVersionsPages,
} from "../object-versions";
import { readObject, type StateBucket, type StoredObject } from "../state-bucket";

/** One saving of a stack's checkpoint, or its deletion. An update saves after every step. */
export interface CheckpointVersion {
  /** S3's id of the object's version. */
  readonly id: string;
  readonly key: string;
  /** By S3's clock. */
  readonly savedAt: Date;
  /** Bytes. */
  readonly size: number;
  /** Whether Pulumi would open this one now. */
  readonly current: boolean;
  /** Whether the checkpoint was deleted here: there is nothing to read. */
  readonly deletion: boolean;
}

/**
 * All versions of the stack's checkpoint, the newest first, under whatever name it was at the time. That one name was
 * given up for another is no deletion. Listed as they are asked for: 10,000 versions need no more memory than one page
 * of them.
 */
export async function* checkpointVersions(
  bucket: StateBucket,
  stack: StackId,
): AsyncGenerator<CheckpointVersion> {
  const listings = await listingsByKey(bucket, checkpointKeys(stack));
  const sources = await Promise.all(
    listings.map(async (versions) => ({ versions, head: (await versions.next()).value })),
  );
  // Pulumi opens the one that was written last when there are several.
  const current = newest(sources.map(({ head }) => (head?.latest && !head.deletion ? head : undefined)));
  for (;;) {
    const head = newest(sources.map((source) => source.head));
    if (!head) {
      return;
    }
    // The heads of the others are what was under their names when this one was written.
    const beside = sources.some((source) => source.head && source.head !== head && !source.head.deletion);
    if (!(head.deletion && beside)) {
      yield {
        id: head.versionId,
        key: head.key,
        savedAt: head.at,
        size: head.size,
        current: head === current,
        deletion: head.deletion,
      };
    }
    const source = sources.find((each) => each.head === head);
    if (source) {
      source.head = (await source.versions.next()).value;
    }
  }
}

/**
 * The versions of each key. The shortest is the beginning of the others, so one request finds all of them unless there
 * are more than it can answer; then each key is listed by itself, as far as somebody asks.
 */
async function listingsByKey(bucket: StateBucket, keys: readonly string[]) {
  const [shortest = ""] = keys;
  const { value: page } = await objectVersionsPages(bucket, shortest).next();
  const { versions, truncated }: ObjectVersionsPage = page ?? { versions: [], truncated: false };
  return truncated
    ? keys.map((key) => ofKey(listObjectVersions(bucket, key), key))
    : keys.map((key) => ofList(versions.filter((version) => version.key === key)));
}

async function* ofList(versions: readonly ObjectVersion[]): AsyncGenerator<ObjectVersion, undefined> {
  yield* versions;
  return undefined;
}

/** The versions of `key` alone: a prefix also finds longer names, which are sorted after it. */
async function* ofKey(
  versions: AsyncGenerator<ObjectVersion>,
  key: string,
): AsyncGenerator<ObjectVersion, undefined> {
  for await (const version of versions) {
    if (version.key !== key) {
      break;
    }
    yield version;
  }
  return undefined;
}

function newest(versions: ReadonlyArray<ObjectVersion | undefined>): ObjectVersion | undefined {
  let found: ObjectVersion | undefined;
  for (const version of versions) {
    if (version && (!found || version.at > found.at || (+version.at === +found.at && found.deletion))) {
      found = version;
    }
  }
  return found;
}

/** The version that Pulumi would open now; undefined when the stack was deleted or never was. */
export async function currentVersion(
  bucket: StateBucket,
  stack: StackId,
): Promise<CheckpointVersion | undefined> {
  for await (const version of checkpointVersions(bucket, stack)) {
    if (version.current) {
      return version;
    }
  }
  return undefined;
}

/** Says that the bucket has never held a checkpoint of the stack. */
export function neverDeployed(bucket: StateBucket, { project, stack }: StackId): FleetError {
  return new FleetError(
    "StackNotFound",
    `${project} ${stack} has no state in ${bucket.name}, and no old version of it: check project, environment and --stack`,
  );
}

/**
 * The checkpoint as it was saved then.
 * @throws FleetError `CheckpointInvalid` when S3 no longer has it
 */
export async function readVersion(bucket: StateBucket, version: CheckpointVersion): Promise<StoredObject> {
  const object = await readObject(bucket, version.key, version.id);
  if (!object) {
    throw new FleetError(
      "CheckpointInvalid",
      `version ${version.id} of ${version.key} is gone from ${bucket.name}: use another one`,
    );
  }
  return object;
}
