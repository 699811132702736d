import { FleetError } from "../../contracts/errors";

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

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
  const [, count = "", unit = "s"] = /^([1-9][0-9]{0,5})([smh])$/.exec(value ?? "") ?? [];
  if (value !== undefined && count === "") {
    throw new FleetError(
      "InvalidArgument",
      `--wait is ${JSON.stringify(value)}: use a whole number with s, m or h, for instance 10m`,
    );
  }
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}
