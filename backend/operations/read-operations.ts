import { OPERATION_HEADS, OPERATIONS, operationSequence, type StackId, stackOfOperations } from "../layout";
import { listObjectVersions } from "../object-versions";
import { listObjects, readObject, type StateBucket } from "../state-bucket";
import { type OperationEntry, parseEntry } from "./operation-entry";

/** Objects that are read at the same time. */
const READS = 16;

/**
 * The entries under `prefix`, of each stack in their order, without those that cannot be read.
 * @param since leaves out what was written earlier, by S3's clock
 */
export async function readOperations(
  bucket: StateBucket,
  prefix: string,
  since = new Date(0),
): Promise<readonly OperationEntry[]> {
  const keys: string[] = [];
  for await (const { key, lastModified } of listObjects(bucket, prefix)) {
    if (lastModified === undefined || lastModified >= since) {
      keys.push(key);
    }
  }
  const entries: OperationEntry[] = [];
  for (let start = 0; start < keys.length; start += READS) {
    const objects = await Promise.all(keys.slice(start, start + READS).map((key) => readObject(bucket, key)));
    entries.push(...objects.flatMap((object) => (object && parseEntry(object.body)) ?? []));
  }
  return entries;
}

/** A stack that has or had an operations log. */
export interface LoggedStack extends StackId {
  /** Entries that are there. */
  readonly entries: number;
}

/** Every stack with a log, also one of which everything was deleted that S3 still knows of. */
export async function loggedStacks(bucket: StateBucket): Promise<readonly LoggedStack[]> {
  const stacks = new Map<string, { -readonly [Field in keyof LoggedStack]: LoggedStack[Field] }>();
  for (const prefix of [OPERATIONS, OPERATION_HEADS]) {
    for await (const { key, latest, deletion } of listObjectVersions(bucket, prefix)) {
      const id = stackOfOperations(key);
      if (id) {
        const name = `${id.project}/${id.stack}`;
        const stack = stacks.get(name) ?? { ...id, entries: 0 };
        stacks.set(name, stack);
        stack.entries += latest && !deletion && operationSequence(key) !== undefined ? 1 : 0;
      }
    }
  }
  return [...stacks.values()];
}
