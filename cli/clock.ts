import { setTimeout as delay } from "node:timers/promises";

/** Time as commands see it, so that tests need not wait. */
export interface Clock {
  now(): Date;
  /** Ends early, by an error, when `signal` is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};
