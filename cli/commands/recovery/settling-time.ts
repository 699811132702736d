import type { SavedState } from "../../../backend/checkpoints/saved-state";
import type { Context } from "../../context";
import { parseDuration } from "../duration-argument";

/** Beyond this age of the state, in seconds, no clock is wrong enough for its last request to be under way. */
const SURELY_SETTLED = 600;

/**
 * What `--settle` means in seconds.
 * @throws FleetError `InvalidArgument`
 */
export function parseSettle(value: string): number {
  return parseDuration("--settle", value, {
    units: ["s", "m"],
    min: 0,
    max: SURELY_SETTLED,
    allowed: "a whole number with s or m, from 0s to 10m, for instance 30s",
  });
}

/**
 * Waits until AWS shows what the killed run last asked for. The provider that asked can outlive its engine for a
 * moment, and AWS answers lists from copies that lag behind.
 */
export async function waitUntilSettled(
  { clock, output }: Context,
  { lastModified }: Pick<SavedState, "lastModified">,
  seconds: number,
): Promise<void> {
  const age = lastModified === undefined ? 0 : (clock.now().getTime() - lastModified.getTime()) / 1000;
  if (seconds === 0 || age > SURELY_SETTLED) {
    return;
  }
  output.line(`waiting ${seconds} s, until AWS shows what the run that was killed last asked for`);
  await clock.sleep(seconds * 1000);
}
