import type { Environment } from "../../contracts/environment";
import type { Garbage, GarbageKind } from "./garbage";

export type GarbageOutcome = "found" | "removed" | "skipped" | "failed";

/** What became of something that nobody needs. */
export interface CollectedGarbage extends Omit<Garbage, "log" | "remove"> {
  readonly outcome: GarbageOutcome;
  readonly reason?: string;
}

/** A kind that could not be looked for. */
export interface UncheckedKind {
  readonly kind: GarbageKind;
  readonly reason: string;
}

/** What `--json` prints. */
export interface GcReport {
  readonly environment: Environment;
  readonly items: readonly CollectedGarbage[];
  readonly unchecked: readonly UncheckedKind[];
  /** USD a month of what was found, without what has no known price. */
  readonly monthlyUsd: number;
  readonly pricesOf: string;
}
