import type { DesiredState, Status } from "../../contracts/status";
import { pick } from "./random";

/** What a requester writes, and when. */
export interface Wish {
  readonly desiredState: DesiredState;
  /** After the one before it, in milliseconds. */
  readonly after: number;
}

/** One request from its first row on. */
export interface RequestScript {
  readonly id: string;
  readonly owner: string;
  /** Whether its spec is one that must be rejected. */
  readonly isBad: boolean;
  /** In order, one generation each. */
  readonly wishes: readonly Wish[];
  /** Where it must end. */
  readonly end: Extract<Status, "DEPLOYED" | "DESTROYED" | "REJECTED">;
}

interface Kind {
  readonly weight: number;
  readonly isBad?: boolean;
  readonly wishes: readonly DesiredState[];
}

const KINDS: readonly Kind[] = [
  { weight: 5, wishes: ["DEPLOYED"] },
  { weight: 3, wishes: ["DEPLOYED", "DESTROYED"] },
  { weight: 1, wishes: ["DEPLOYED", "DESTROYED", "DEPLOYED"] },
  { weight: 1, isBad: true, wishes: ["DEPLOYED"] },
];

const OWNERS = 5;

/** The first rows come within so many milliseconds a request, so that some wait for others. */
const ARRIVAL = 1500;

/** A change of mind comes within so many milliseconds: before, during and after the run. */
const CHANGE = 40_000;

export function requestScripts(count: number, random: () => number): readonly RequestScript[] {
  return Array.from({ length: count }, (_, index) => {
    const { wishes, isBad = false } = pick(random, KINDS, ({ weight }) => weight);
    const last = wishes.at(-1) ?? "DEPLOYED";
    return {
      id: `soak-${index}`,
      owner: `team-${Math.floor(random() * OWNERS)}`,
      isBad,
      wishes: wishes.map((desiredState, step) => ({
        desiredState,
        after: random() * (step === 0 ? ARRIVAL * count : CHANGE),
      })),
      end: isBad ? "REJECTED" : last,
    };
  });
}
