/** What is remembered of deployments that failed one after the other because AWS had no capacity for their hosts. */
export interface CapacityBreaker {
  /** @default 0 */
  readonly capacityFailures?: number;
  /** Nobody starts before; ISO 8601, UTC. @default now */
  readonly pausedUntil?: string;
}

/** So many in a row, and it is the region that has none. */
const FAILURES = 3;

/** How long nobody tries then, in seconds. */
const PAUSE_SECONDS = 600;

/** How long nobody may start, in seconds; 0 when somebody may now. */
export function pausedSeconds({ pausedUntil }: CapacityBreaker, now: Date): number {
  return pausedUntil === undefined ? 0 : Math.max(0, (Date.parse(pausedUntil) - now.getTime()) / 1000);
}

/** Whether, after a pause, one tries for all: until one has found capacity. */
export function oneTriesForAll({ capacityFailures = 0 }: CapacityBreaker): boolean {
  return capacityFailures >= FAILURES;
}

/**
 * What is remembered after one more run. Only capacity counts: other errors say nothing of it.
 * @param error name of the error that the run ended with; absent when it ended well
 */
export function afterRun(breaker: CapacityBreaker, error: string | undefined, now: Date): CapacityBreaker {
  if (error === undefined) {
    return { capacityFailures: 0, pausedUntil: now.toISOString() };
  }
  if (error !== "CapacityUnavailable") {
    return {};
  }
  const capacityFailures = (breaker.capacityFailures ?? 0) + 1;
  return capacityFailures < FAILURES
    ? { capacityFailures }
    : { capacityFailures, pausedUntil: new Date(now.getTime() + PAUSE_SECONDS * 1000).toISOString() };
}
