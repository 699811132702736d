import { setTimeout as sleep } from "node:timers/promises";
import { isTokenOver } from "./task-token";

export interface HeartbeatOptions {
  /** Tells the state machine that this task lives; gives up when its signal says so. */
  readonly beat: (signal: AbortSignal) => Promise<void>;
  /** In milliseconds. */
  readonly interval: number;
  /** How long the state machine waits for a heartbeat, in milliseconds. */
  readonly patience: number;
  /** Called once, when the state machine has given the task up or must have. */
  readonly onLost: (reason: string) => void;
  /** Called with each heartbeat that the state machine has taken. */
  readonly onAcknowledged?: () => void;
  /** Called with each heartbeat that failed and may yet succeed. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Beats until it is stopped or lost. A runner whose heartbeats are not acknowledged counts as dead to the state
 * machine, so it must not go on as if it lived: another may already be at work.
 *
 * @returns stops the beating
 */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const stopped = new AbortController();
  beatUntilLost(options, stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted) {
      throw error;
    }
  });
  return () => stopped.abort();
}

async function beatUntilLost(options: HeartbeatOptions, stopped: AbortSignal): Promise<void> {
  let acknowledged = performance.now();
  while (!stopped.aborted) {
    const sent = performance.now();
    try {
      await options.beat(AbortSignal.any([stopped, AbortSignal.timeout(options.interval)]));
      acknowledged = sent;
      options.onAcknowledged?.();
    } catch (error) {
      if (stopped.aborted) {
        return;
      }
      if (isTokenOver(error)) {
        options.onLost("the state machine no longer waits for this task");
        return;
      }
      if (performance.now() - acknowledged >= options.patience) {
        options.onLost("no heartbeat was acknowledged for as long as the state machine waits");
        return;
      }
      options.onFailure(error);
    }
    await sleep(options.interval, undefined, { signal: stopped });
  }
}
