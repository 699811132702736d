import { setTimeout as sleep } from "node:timers/promises";
import type { StackId } from "../backend/layout";
import { describeHolder, type Holder } from "../backend/locks/holder";
import { keepLease } from "../backend/locks/keep-lease";
import { describeLease, type HeldLease, Lease } from "../backend/locks/lease";
import { type DescribeTask, livenessOfHolder } from "../backend/locks/liveness";
import type { StateBucket } from "../backend/state-bucket";
import { FleetError } from "../contracts/errors";
import { LEASE_WATCH_SECONDS } from "../contracts/pipeline";
import { releaseAbandonedLocks } from "./abandoned-locks";
import type { Log } from "./log";

/** How often a lease is looked at that ends unless it is renewed, in milliseconds. */
const WATCH_INTERVAL = 2000;

export interface StackLeaseOptions {
  readonly bucket: StateBucket;
  /** Request whose stack it is. */
  readonly id: string;
  readonly operation: string;
  /** Of the request's lease. */
  readonly requestFence: number;
  readonly holder: Holder;
  readonly describeTask: DescribeTask;
  readonly log: Log;
  /** Aborted when the run is over. */
  readonly signal: AbortSignal;
}

/** What the work has while it is the only one on the stack. */
export interface StackLease {
  readonly fence: number;
  /** Aborted when somebody else may be on the stack: the engine is killed. */
  readonly lost: AbortSignal;
}

/**
 * Does `work` on the request's stack as the only one of ours, after it has released the locks of runs that are dead.
 * @throws FleetError `StackLocked` when somebody has the stack, or takes it: it is tried again
 */
export async function withStackLease<Result>(
  options: StackLeaseOptions,
  work: (lease: StackLease) => Promise<Result>,
): Promise<Result> {
  const { bucket, id, describeTask, log } = options;
  const stack = { project: "enclave", stack: id } as const;
  const lease = await take(options, stack);
  const lost = new AbortController();
  const stop = keepLease({
    bucket,
    stack,
    lease,
    onLost: (error) => lost.abort(new FleetError("StackLocked", error.message, [], { cause: error })),
    onNotice: (text) => log.error(text),
  });
  try {
    await releaseAbandonedLocks(bucket, lease, stack, describeTask, log);
    return await work({ fence: lease.record.fence, lost: lost.signal });
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    await stop();
    if (!lost.signal.aborted) {
      await lease.release().catch((error: unknown) => {
        log.error("the stack's lease could not be given back: it ends by itself", { reason: String(error) });
      });
    }
  }
}

async function take(options: StackLeaseOptions, stack: StackId): Promise<HeldLease> {
  const { bucket, holder, operation, requestFence, describeTask, log, signal } = options;
  const lease = new Lease(bucket, stack, holder);
  const end = performance.now() + LEASE_WATCH_SECONDS * 1000;
  for (;;) {
    signal.throwIfAborted();
    const outcome = await lease.take({ operation, requestFence }, async (record) => {
      const { state, evidence } = await livenessOfHolder(record.holder, describeTask);
      if (state === "dead") {
        log.info("taking over the lease of a dead run", { owner: describeHolder(record.holder), evidence });
      }
      return state === "dead";
    });
    if ("taken" in outcome) {
      return outcome.taken;
    }
    const { record } = outcome.heldBy;
    const liveness = record && (await livenessOfHolder(record.holder, describeTask));
    if (!record || liveness?.state !== "unknown" || performance.now() > end) {
      throw new FleetError(
        "StackLocked",
        `stack "${stack.stack}" is in use: it is tried again`,
        record ? [`${describeLease(record)}: ${liveness?.evidence}`] : [],
      );
    }
    await sleep(WATCH_INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}
