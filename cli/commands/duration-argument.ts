import { FleetError } from "../../contracts/errors";

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
type DurationUnit = keyof typeof SECONDS;

/** What a flag takes for a duration. */
export interface DurationRule {
  readonly units: readonly DurationUnit[];
  /** Seconds. @default 1 */
  readonly min?: number;
  /** Seconds. @default what six digits can say */
  readonly max?: number;
  /** The rule in words, with an example: `a whole number with s or m, for instance 30s`. */
  readonly allowed: string;
}

/**
 * What a duration as `30s` or `7d` means, in seconds.
 * @throws FleetError `InvalidArgument`
 */
export function parseDuration(
  flag: string,
  value: string,
  { units, min = 1, max = Number.POSITIVE_INFINITY, allowed }: DurationRule,
): number {
  const [, count, letter] = /^(0|[1-9][0-9]{0,5})([a-z])$/.exec(value) ?? [];
  const unit = units.find((each) => each === letter);
  const seconds = unit === undefined ? Number.NaN : Number(count) * SECONDS[unit];
  if (seconds >= min && seconds <= max) {
    return seconds;
  }
  throw new FleetError("InvalidArgument", `${flag} is ${JSON.stringify(value)}: use ${allowed}`);
}
