import { FleetError } from "../../../contracts/errors";

const UNIT_SECONDS = { m: 60, h: 3600, d: 86_400 } as const;

/**
 * Seconds that `value`, for example `7d`, `12h` or `30m`, means.
 * @throws FleetError `InvalidArgument`
 */
export function parsePeriod(value: string): number {
  const [, count, unit] = /^([1-9][0-9]{0,3})([mhd])$/.exec(value) ?? [];
  if (count === undefined) {
    throw new FleetError(
      "InvalidArgument",
      `--since is ${JSON.stringify(value)}: use a number of minutes, hours or days, for example 30m, 12h or 7d`,
    );
  }
  return Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
}
