import { checkpointPrefix, type StackId, stackOfCheckpoint } from "../layout";
import { listObjects, readObject, type StateBucket } from "../state-bucket";
import { type Checkpoint, parseCheckpoint } from "./checkpoint";

/** Checkpoints that are read at the same time. */
const READS = 32;

/** Where a stack's state is now. */
export interface StoredCheckpoint extends StackId {
  readonly key: string;
  /** Bytes, as they are stored. */
  readonly size: number;
  /** By S3's clock. */
  readonly savedAt: Date;
}

/** A stack's state as it is now. */
export interface CurrentCheckpoint extends StoredCheckpoint {
  readonly checkpoint?: Checkpoint;
  /** Why the checkpoint cannot be read; then there is none. */
  readonly damage?: string;
}

/** Every stack's state, in the order of projects' folders and stacks' names, without a look into it. */
export async function listCheckpoints(bucket: StateBucket): Promise<readonly StoredCheckpoint[]> {
  const found = new Map<string, StoredCheckpoint>();
  for await (const { key, size, lastModified: savedAt = new Date(0) } of listObjects(
    bucket,
    checkpointPrefix(),
  )) {
    const stack = stackOfCheckpoint(key);
    const name = stack && `${stack.project}/${stack.stack}`;
    // A change of the compression may have left two of one stack: Pulumi opens the one that was written last.
    if (stack && name && !((found.get(name)?.savedAt ?? 0) > savedAt)) {
      found.set(name, { ...stack, key, size, savedAt });
    }
  }
  return [...found.values()];
}

/** What `stored` hold; those that were deleted in the meantime are left out. */
export async function readCheckpoints(
  bucket: StateBucket,
  stored: readonly StoredCheckpoint[],
): Promise<readonly CurrentCheckpoint[]> {
  const read: CurrentCheckpoint[] = [];
  for (let start = 0; start < stored.length; start += READS) {
    const some = stored.slice(start, start + READS);
    read.push(...(await Promise.all(some.map((one) => readOne(bucket, one)))).flat());
  }
  return read;
}

async function readOne(bucket: StateBucket, stored: StoredCheckpoint): Promise<readonly CurrentCheckpoint[]> {
  const object = await readObject(bucket, stored.key);
  if (!object) {
    return [];
  }
  try {
    return [{ ...stored, checkpoint: parseCheckpoint(object.body) }];
  } catch (error) {
    return [{ ...stored, damage: (error as Error).message }];
  }
}

/** Whether something of the stack may be there: a state that cannot be read is taken for one that holds something. */
export function holdsResources(stack: CurrentCheckpoint): boolean {
  return stack.damage !== undefined || (stack.checkpoint?.resources.length ?? 0) > 0;
}
