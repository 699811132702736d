import { checkpointKeys, type StackId } from "../layout";
import { readObject, type StateBucket } from "../state-bucket";
import { type Checkpoint, parseCheckpoint } from "./checkpoint";

/** A stack's checkpoint as it is in the bucket, its secrets encrypted. */
export interface SavedState {
  readonly etag: string;
  readonly lastModified?: Date;
  readonly checkpoint: Checkpoint;
}

/**
 * The checkpoint that was saved last.
 * @returns undefined for a stack that has none: it was never created
 * @throws FleetError `CheckpointInvalid`
 */
export async function savedState(bucket: StateBucket, stack: StackId): Promise<SavedState | undefined> {
  const read = await Promise.all(checkpointKeys(stack).map((key) => readObject(bucket, key)));
  // While its compression changes a stack has two.
  const [newest] = read
    .filter((object) => object !== undefined)
    .sort((left, right) => (right.lastModified?.getTime() ?? 0) - (left.lastModified?.getTime() ?? 0));
  return newest && { ...newest, checkpoint: parseCheckpoint(newest.body) };
}
