import { type CapacityBreaker, oneTriesForAll, pausedSeconds } from "./capacity-breaker";

/** An execution that has a slot, or waits for one. */
export interface Claim {
  readonly owner: string;
  /** ISO 8601, UTC: since when it has it, or waits. */
  readonly since: string;
}

/** By the execution's name. */
export type Claims = Readonly<Record<string, Claim>>;

/** Who of one state machine works, and who waits to. */
export interface Slots extends CapacityBreaker {
  readonly running: Claims;
  readonly waiting: Claims;
  /** How long a slot is held, on average; absent before the first was given back. */
  readonly meanSeconds?: number;
}

/** How many executions of one state machine work at once; both at least 1. */
export interface SlotCaps {
  readonly total: number;
  readonly perOwner: number;
}

/** When one that waits will have its turn. */
export interface Turn {
  readonly name: string;
  /** Whether there is a slot for it now. */
  readonly ready: boolean;
  /** Until it starts, as far as can be told; 0 when it is ready. */
  readonly inSeconds: number;
}

/** How long a slot is taken to be held, in seconds, before one has been measured. */
export const ASSUMED_SECONDS = 300;

/** What a run that takes longer than the average is expected to take on top, of what it has taken. */
const OVERDUE_SHARE = 0.1;

/** How much the newest run counts in the average. */
const NEWEST_SHARE = 0.2;

/** A slot that is held, and in how many seconds it is expected to be free. */
interface Held {
  readonly owner: string;
  readonly until: number;
}

/**
 * Those that wait, in the order in which they will start: the owner with the fewest running goes first, then who has
 * waited longest. As every run ends, everybody has the fewest at some time, and nobody waits for ever.
 */
export function turns(slots: Slots, caps: SlotCaps, now: Date): readonly Turn[] {
  const mean = slots.meanSeconds ?? ASSUMED_SECONDS;
  const queue = Object.entries(slots.waiting)
    .map(([name, claim]) => ({ name, ...claim }))
    .sort((a, b) => compare(a.since, b.since) || compare(a.name, b.name));
  const order: Turn[] = [];
  let inSeconds = pausedSeconds(slots, now);
  const held: Held[] = Object.values(slots.running)
    .map(({ owner, since }) => ({ owner, until: secondsLeft(since, mean, now) }))
    .filter(({ until }) => until > inSeconds);
  const allowed = oneTriesForAll(slots) ? { total: 1, perOwner: 1 } : caps;
  while (queue.length > 0) {
    const next = nextOf(queue, held, allowed);
    if (next === undefined) {
      held.sort((a, b) => a.until - b.until);
      const first = held.shift();
      if (!first) {
        break;
      }
      inSeconds = Math.max(inSeconds, first.until);
      continue;
    }
    const [{ name = "", owner = "" } = {}] = queue.splice(next, 1);
    order.push({ name, ready: inSeconds === 0, inSeconds });
    held.push({ owner, until: inSeconds + mean });
  }
  return order;
}

/** The average after one more slot was given back. */
export function meanAfter(slots: Slots, { since }: Claim, now: Date): number {
  const seconds = Math.max(1, secondsBetween(since, now));
  const mean = slots.meanSeconds ?? seconds;
  return Math.max(1, Math.round(mean + (seconds - mean) * NEWEST_SHARE));
}

/** Index of the one whose turn it is; undefined when somebody must end first. */
function nextOf(
  queue: readonly Claim[],
  held: readonly Held[],
  { total, perOwner }: SlotCaps,
): number | undefined {
  if (held.length >= total) {
    return undefined;
  }
  const running = new Map<string, number>();
  for (const { owner } of held) {
    running.set(owner, (running.get(owner) ?? 0) + 1);
  }
  let best: number | undefined;
  let fewest = perOwner;
  for (const [index, { owner }] of queue.entries()) {
    const count = running.get(owner) ?? 0;
    if (count < fewest) {
      fewest = count;
      best = index;
    }
  }
  return best;
}

function secondsLeft(since: string, mean: number, now: Date): number {
  const elapsed = secondsBetween(since, now);
  return Math.max(mean - elapsed, elapsed * OVERDUE_SHARE, 1);
}

function secondsBetween(since: string, now: Date): number {
  return Math.max(0, (now.getTime() - Date.parse(since)) / 1000);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
