import { FleetError } from "../../contracts/errors";

/** Which numbers a flag takes. */
export interface WholeNumbers {
  /** @default 1 */
  readonly min?: number;
  readonly max: number;
  readonly example: number;
}

/**
 * The number that a flag gives.
 * @throws FleetError `InvalidArgument`
 */
export function parseWholeNumber(
  flag: string,
  value: string,
  { min = 1, max, example }: WholeNumbers,
): number {
  const number = /^(0|[1-9][0-9]*)$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) {
    return number;
  }
  throw new FleetError(
    "InvalidArgument",
    `${flag} is ${JSON.stringify(value)}: use a whole number from ${min} to ${max}, for instance ${example}`,
  );
}
