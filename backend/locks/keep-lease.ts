import { setTimeout as sleep } from "node:timers/promises";
import { FleetError } from "../../contracts/errors";
import { describeHolder } from "./holder";
import type { HeldLease } from "./lease";
import { LockGuard, type LockGuardOptions } from "./lock-guard";
import { describeLock, type StackLock } from "./locks";

/** How often lock and lease are looked after, in milliseconds: `pulumi cancel` goes unnoticed no longer. */
const INTERVAL = 1000;

/** Renewals in the time after which a lease is over. */
const RENEWALS_PER_TTL = 4;

/** Part of that time after which a holder whose renewals fail gives up, so that it has ended before others begin. */
const PATIENCE = 2 / 3;

/** Part of that time that one call may take. */
const CALL = 1 / 12;

export interface KeepOptions extends Omit<LockGuardOptions, "isLeased"> {
  readonly lease: HeldLease;
  /** Called once, with why the run must not write any more. */
  readonly onLost: (error: FleetError) => void;
  /** @default 1000 */
  readonly interval?: number;
}

/**
 * Renews the lease and guards the engine's lock until it is stopped, or the lease is lost.
 * @returns stops it; resolves when nothing is written any more
 */
export function keepLease(options: KeepOptions): () => Promise<void> {
  const stopped = new AbortController();
  const guard = new LockGuard({ ...options, isLeased: () => options.lease.renew() });
  const kept = keep(options, guard, stopped.signal).then((lost) => lost && options.onLost(lost));
  return async () => {
    stopped.abort();
    await kept;
    await guard.end();
  };
}

async function keep(
  options: KeepOptions,
  guard: LockGuard,
  stopped: AbortSignal,
): Promise<FleetError | undefined> {
  const { lease, interval = INTERVAL } = options;
  const ttl = lease.record.ttlSeconds * 1000;
  // Of two clocks the quicker one counts: one stands still while the machine sleeps, the other one may be set.
  const now = () => ({ steady: performance.now(), wall: Date.now() });
  let renewed = now();
  const isDue = () =>
    performance.now() - renewed.steady >= ttl / RENEWALS_PER_TTL ||
    Math.abs(Date.now() - renewed.wall) >= ttl / RENEWALS_PER_TTL ||
    guard.own?.key !== lease.record.lock?.key;
  for (;;) {
    await sleep(interval, undefined, { signal: stopped }).catch(() => undefined);
    if (stopped.aborted) {
      return undefined;
    }
    if (isDue()) {
      const sent = now();
      try {
        if (!(await within(ttl * CALL, lease.renew(guard.own)))) {
          return takenOver(options);
        }
        renewed = sent;
      } catch (error) {
        if (performance.now() - renewed.steady >= ttl * PATIENCE) {
          return notRenewed(options, error as Error);
        }
        continue;
      }
    }
    // What cannot be looked at now is looked at in a moment; that S3 does not answer, the renewals notice.
    const found = await within(ttl * CALL, guard.check()).catch(() => undefined);
    if (found === "lost") {
      return takenOver(options);
    }
    if (found) {
      return cancelled(options, found);
    }
  }
}

function takenOver(options: KeepOptions): FleetError {
  const { successor } = options.lease;
  return lost(
    options,
    successor
      ? `its lease was taken over by ${describeHolder(successor.holder)} for ${successor.operation}`
      : "an operator has given its lease back",
  );
}

function cancelled(options: KeepOptions, intruder: StackLock): FleetError {
  const other = describeLock(intruder);
  return lost(options, `its lock was taken away (\`pulumi cancel\`), and another run has begun: ${other}`);
}

function notRenewed(options: KeepOptions, cause: Error): FleetError {
  const seconds = Math.round(options.lease.record.ttlSeconds * PATIENCE);
  return lost(options, `its lease could not be renewed for ${seconds} s: ${cause.message}`, cause);
}

function lost({ stack, lease }: KeepOptions, why: string, cause?: unknown): FleetError {
  return new FleetError(
    "LeaseLost",
    `${lease.record.operation} on ${stack.project} ${stack.stack} was killed: ${why}. When the stack is free, run \`fleet recover\` for it`,
    [],
    { cause },
  );
}

async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer from S3 in ${milliseconds / 1000} s`);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timer.abort();
    timeout.catch(() => undefined);
    work.catch(() => undefined);
  }
}
