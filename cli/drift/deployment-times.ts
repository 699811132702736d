import { parseCheckpoint } from "../../backend/checkpoints/checkpoint";
import { checkpointKeys, type StackId } from "../../backend/layout";
import { readObject, type StateBucket } from "../../backend/state-bucket";

/** When the engine last changed each resource of the stack, by URN. Empty when there is no readable checkpoint. */
export async function deploymentTimes(
  bucket: StateBucket,
  stack: StackId,
): Promise<ReadonlyMap<string, Date>> {
  const times = new Map<string, Date>();
  for (const key of checkpointKeys(stack)) {
    const object = await readObject(bucket, key);
    for (const { urn, modified, created } of object ? parseCheckpoint(object.body).resources : []) {
      const time = modified ?? created;
      if (time !== undefined) {
        times.set(urn, new Date(time));
      }
    }
  }
  return times;
}
