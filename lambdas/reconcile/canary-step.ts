import { CANARY_OWNER } from "../../contracts/canary";
import type { ObservedRow } from "./observed-row";

/** How an environment tries itself. */
export interface CanarySettings {
  /** Of its enclave, by digest. */
  readonly image: string;
  /** From one canary to the next. */
  readonly minutes: number;
}

/** The canary's row; its state is all in there. */
export interface CanaryRow extends Pick<ObservedRow, "owner" | "input" | "status" | "settled" | "changed"> {
  /** When it was last asked to be deployed; absent where the row does not say. */
  readonly asked?: Date;
}

/** What became of the canary once it was asked for. */
export interface CanaryOutcome {
  readonly succeeded: boolean;
  /** From being asked for to being deployed; only of one that succeeded. */
  readonly seconds?: number;
}

/** Tells whoever watches what became of a canary. */
export type TellCanary = (outcome: CanaryOutcome) => void;

/** The next thing to do about the canary. */
export type CanaryStep =
  | { readonly kind: "wait" }
  /** The row is somebody else's: there can be no canary. */
  | { readonly kind: "taken" }
  | { readonly kind: "deploy" }
  /** Ask for its destruction, and tell what became of it. */
  | { readonly kind: "destroy"; readonly outcome: CanaryOutcome };

const WAIT: CanaryStep = { kind: "wait" };
const MINUTE = 60_000;

/**
 * A circle: deployed, destroyed, and after some minutes from the beginning again. What fails to be deployed is
 * destroyed, as it may have left something behind; what fails to be destroyed is asked to go again, at the same
 * interval: as long as it is there, there is no other.
 *
 * @param minutes from being asked for to being asked for again
 */
export function canaryStep(row: CanaryRow | undefined, minutes: number, now: Date): CanaryStep {
  if (!row) {
    return { kind: "deploy" };
  }
  if (row.owner !== CANARY_OWNER) {
    return { kind: "taken" };
  }
  if (!row.settled) {
    return WAIT;
  }
  const isDue = (since: Date | undefined) => !since || now.getTime() - since.getTime() >= minutes * MINUTE;
  if (row.input.operation === "deploy") {
    return { kind: "destroy", outcome: outcomeOf(row) };
  }
  if (row.status === "DESTROYED") {
    return isDue(row.asked) ? { kind: "deploy" } : WAIT;
  }
  return isDue(row.changed) ? { kind: "destroy", outcome: { succeeded: false } } : WAIT;
}

function outcomeOf({ status, asked, changed }: CanaryRow): CanaryOutcome {
  if (status !== "DEPLOYED") {
    return { succeeded: false };
  }
  const seconds = asked && changed && (changed.getTime() - asked.getTime()) / 1000;
  return { succeeded: true, ...(seconds !== undefined && { seconds }) };
}
