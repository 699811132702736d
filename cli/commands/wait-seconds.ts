import { parseDuration } from "./duration-argument";

/** The option of every command that runs on a stack. */
export const WAIT_OPTION = [
  "--wait <time>",
  "how long to wait for whoever has the stack, for instance 30s, 10m or 1h",
] as const;

/**
 * What `--wait` means in seconds; 0 without it.
 * @throws FleetError `InvalidArgument`
 */
export function parseWait(value: string | undefined): number {
  if (value === undefined) {
    return 0;
  }
  return parseDuration("--wait", value, {
    units: ["s", "m", "h"],
    allowed: "a whole number with s, m or h, for instance 10m",
  });
}
