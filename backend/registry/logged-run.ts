import { operationsPrefix, type StackId } from "../layout";
import type { OperationEntry } from "../operations/operation-entry";
import { readOperations } from "../operations/read-operations";
import type { StateBucket } from "../state-bucket";

/** What the operations log knows of a run of the engine. */
export interface LoggedRun {
  readonly by: string;
  readonly commit?: string;
  readonly error?: string;
}

/** Pulumi's history has whole seconds, and S3's times too. */
const TOLERANCE = 2000;

/**
 * Entries of the stack's operations log about runs, that were written since `since`. A run of ours is under the stack's
 * lease and has its fence; what else is in the log, as what a person says of a stack, is no run.
 */
export async function entriesSince(
  bucket: StateBucket,
  stack: StackId,
  since: Date,
): Promise<readonly OperationEntry[]> {
  const entries = await readOperations(
    bucket,
    operationsPrefix(stack),
    new Date(since.getTime() - TOLERANCE),
  );
  return entries.filter(({ fence }) => fence !== undefined);
}

/** What `entries` say of the run between these times, which is none where another tool ran the engine. */
export function loggedRun(
  entries: readonly OperationEntry[],
  started: Date,
  ended: Date,
): LoggedRun | undefined {
  const entry = entries.find(({ startedAt, durationSeconds, outcome }) => {
    const from = Date.parse(startedAt);
    const to = from + durationSeconds * 1000;
    return (
      outcome !== "refused" &&
      from <= started.getTime() + TOLERANCE &&
      to >= ended.getTime() - TOLERANCE &&
      from <= ended.getTime()
    );
  });
  return (
    entry && {
      by: `${entry.who.user}@${entry.who.host}`,
      commit: entry.commit?.id,
      error: entry.outcome === "succeeded" ? undefined : entry.reason,
    }
  );
}
