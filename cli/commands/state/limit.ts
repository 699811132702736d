import { FleetError } from "../../../contracts/errors";

/** @throws FleetError `InvalidArgument` unless `value` is a whole number from 1 */
export function parseLimit(value: string, option = "--limit"): number {
  const limit = Number(value);
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new FleetError(
      "InvalidArgument",
      `${option} is ${JSON.stringify(value)}: use a whole number from 1`,
    );
  }
  return limit;
}
