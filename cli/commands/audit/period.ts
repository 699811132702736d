import { parseDuration } from "../duration-argument";

/** A time before which no log begins, in seconds. */
const LONGEST = 9999 * 86_400;

/**
 * Seconds that `--since`, for example `7d`, `12h` or `30m`, means.
 * @throws FleetError `InvalidArgument`
 */
export function parsePeriod(value: string): number {
  return parseDuration("--since", value, {
    units: ["m", "h", "d"],
    max: LONGEST,
    allowed: "a number of minutes, hours or days, for example 30m, 12h or 7d",
  });
}
