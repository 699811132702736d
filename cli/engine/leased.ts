import type { StackId } from "../../backend/layout";
import { currentHolder } from "../../backend/locks/holder";
import { keepLease } from "../../backend/locks/keep-lease";
import { type HeldLease, Lease } from "../../backend/locks/lease";
import { livenessOfHolder } from "../../backend/locks/liveness";
import { ownTask } from "../../backend/locks/own-task";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";
import { outcomeOf } from "./outcome";
import { type NewOperation, recordOperation } from "./record-operation";
import { stateBucketOf } from "./state-bucket";
import { taskStatusOf } from "./task-status";
import { WaitingLine } from "./waiting-line";

export interface LeaseOptions {
  /** How long others may be waited for. @default 0 */
  readonly waitSeconds?: number;
  /** Keys of locks of dead owners that the work takes away itself: they are not waited for. */
  readonly releases?: readonly string[];
}

/** What `work` has while it is the only one on the stack. */
export interface StackLease {
  readonly fence: number;
  /** Aborted, with why, when somebody else may be on the stack: nothing may be written any more. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` as the only one of ours on the stack: takes the lease, waiting for others as long as is allowed and
 * saying for whom, keeps it, gives it back, and records the operation in the log. When a `pulumi up` beside us was
 * quicker, `work` is begun again while there is time to wait.
 * @throws FleetError `StackLocked` says who has the stack, since when and for what; `LeaseLost` when the stack was
 * taken from us; and what `work` throws
 */
export async function withLease<Result>(
  context: Context,
  backend: EnvironmentBackend,
  stack: StackId,
  operation: string,
  options: LeaseOptions,
  work: (lease: StackLease) => Promise<Result>,
): Promise<Result> {
  const started = context.clock.now();
  let fence: number | undefined;
  const record = (outcome: Pick<NewOperation, "outcome" | "reason" | "changes">) =>
    recordOperation(context, backend, {
      ...stack,
      operation,
      fence,
      startedAt: started.toISOString(),
      durationSeconds: (context.clock.now().getTime() - started.getTime()) / 1000,
      ...outcome,
    });
  let result: Result;
  try {
    const line = new WaitingLine(context, stack, options);
    const lease = await take(context, backend, stack, operation, line);
    fence = lease.record.fence;
    result = await hold(context, backend, stack, lease, line, work);
  } catch (error) {
    await record({ outcome: outcomeOf(error), reason: (error as Error).message });
    throw error;
  }
  await record({ outcome: "succeeded", changes: changesOf(result) });
  return result;
}

async function take(
  context: Context,
  backend: EnvironmentBackend,
  stack: StackId,
  operation: string,
  line: WaitingLine,
): Promise<HeldLease> {
  const lease = new Lease(
    stateBucketOf(context, backend),
    stack,
    currentHolder({ task: await ownTask(process.env) }),
  );
  const describeTask = taskStatusOf(context, backend);
  for (;;) {
    const outcome = await lease.take(
      { operation },
      async ({ holder }) => (await livenessOfHolder(holder, describeTask)).state === "dead",
    );
    if ("taken" in outcome) {
      return outcome.taken;
    }
    await line.behindLease(outcome.heldBy, describeTask);
  }
}

async function hold<Result>(
  context: Context,
  backend: EnvironmentBackend,
  stack: StackId,
  lease: HeldLease,
  line: WaitingLine,
  work: (lease: StackLease) => Promise<Result>,
): Promise<Result> {
  const bucket = stateBucketOf(context, backend);
  const lost = new AbortController();
  const stop = keepLease({
    bucket,
    stack,
    lease,
    onLost: (error) => lost.abort(error),
    onNotice: (text) => context.output.error(text),
  });
  try {
    return await line.behindLocks(bucket, lease, taskStatusOf(context, backend), lost.signal, () =>
      work({ fence: lease.record.fence, signal: lost.signal }),
    );
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    await stop();
    if (!lost.signal.aborted) {
      await giveBack(context, lease);
    }
  }
}

/** A lease that cannot be given back ends by itself. */
async function giveBack(context: Context, lease: HeldLease): Promise<void> {
  try {
    await lease.release();
  } catch (error) {
    context.output.error(
      `the lease could not be given back: it ends by itself after ${lease.record.ttlSeconds} s (${(error as Error).message})`,
    );
  }
}

/** What an operation's report says of resources. */
function changesOf(result: unknown): NewOperation["changes"] {
  return (result as { readonly changes?: NewOperation["changes"] } | undefined)?.changes;
}
