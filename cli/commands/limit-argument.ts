import { parseWholeNumber } from "./whole-number-argument";

/** @throws FleetError `InvalidArgument` */
export function parseLimit(value: string): number {
  return parseWholeNumber("--limit", value, { max: 100_000, example: 100 });
}
