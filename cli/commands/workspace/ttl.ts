import { parseDuration } from "../duration-argument";

/** In seconds: shorter than a creation takes makes no sense, longer is no short-lived copy. */
const RANGE = { min: 15 * 60, max: 14 * 86_400 } as const;

/**
 * What `--ttl` means, in milliseconds.
 * @throws FleetError `InvalidArgument`
 */
export function parseTtl(value: string): number {
  const seconds = parseDuration("--ttl", value, {
    units: ["m", "h", "d"],
    ...RANGE,
    allowed: "a whole number with m, h or d, from 15m to 14d, for instance 8h",
  });
  return seconds * 1000;
}

/** The later of two times in ISO 8601. */
export function later(left: string, right: string): string {
  return Date.parse(left) > Date.parse(right) ? left : right;
}

/** `8 h`, `45 min`, `2 d 3 h`; `expired` when nothing is left. */
export function timeLeft(expires: string, now: Date): string {
  const minutes = Math.ceil((Date.parse(expires) - now.getTime()) / 60_000);
  if (minutes <= 0) {
    return "expired";
  }
  const [days, hours] = [Math.floor(minutes / (24 * 60)), Math.floor(minutes / 60) % 24];
  if (days > 0) {
    return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  }
  const rest = minutes % 60;
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 ? [`${rest} min`] : [])].join(" ");
}
