import { FleetError } from "../contracts/errors";
import type { Placement } from "../contracts/placement";
import type { Log } from "./log";

export interface CapacitySearch<Result> {
  /** In the order in which they are tried; at least one. */
  readonly places: readonly Placement[];
  readonly deployAt: (place: Placement) => Promise<Result>;
  /** Takes away what an attempt that found no capacity has left. */
  readonly clear: () => Promise<void>;
  readonly log: Log;
}

/**
 * Deploys at the first of the places where AWS has a host to give.
 * @throws FleetError `CapacityUnavailable` when none has one, with what AWS said of each; what `deployAt` throws else
 */
export async function firstWithCapacity<Result>(search: CapacitySearch<Result>): Promise<Result> {
  const { places, deployAt, clear, log } = search;
  const answers: string[] = [];
  for (const place of places) {
    try {
      return await deployAt(place);
    } catch (error) {
      if (!(error instanceof FleetError && error.name === "CapacityUnavailable")) {
        throw error;
      }
      const { hostType, subnetId } = place;
      log.info(`AWS has no ${hostType} to give in ${subnetId}`);
      answers.push(...error.details.map((line) => `${hostType} in ${subnetId}: ${line}`));
      await clear();
    }
  }
  const where = places.length === 1 ? "the one place that is" : `any of the ${places.length} places that are`;
  throw new FleetError(
    "CapacityUnavailable",
    `AWS has no host to give at ${where} allowed: it is tried again, and then asked for later`,
    answers,
  );
}
