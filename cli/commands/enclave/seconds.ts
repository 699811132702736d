import { FleetError } from "../../../contracts/errors";

/** @throws FleetError `InvalidArgument` unless `value` is a whole number of seconds from 1 */
export function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw new FleetError(
      "InvalidArgument",
      `--timeout is ${JSON.stringify(value)}: use a whole number of seconds from 1`,
    );
  }
  return seconds;
}
