import { checkpointPrefix, type StackId, stackOfCheckpoint } from "./layout";
import { listObjects, type StateBucket } from "./state-bucket";

/** The stacks that have a current state, each once, in the order of their names. */
export async function* listStacks(bucket: StateBucket): AsyncGenerator<StackId> {
  let last = "";
  for await (const { key } of listObjects(bucket, checkpointPrefix())) {
    const stack = stackOfCheckpoint(key);
    const name = stack && `${stack.project}/${stack.stack}`;
    // A change of the compression may have left two checkpoints of one stack, which are neighbours here.
    if (stack && name !== undefined && name !== last) {
      last = name;
      yield stack;
    }
  }
}
