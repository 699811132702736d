import { FleetError } from "../../contracts/errors";

/**
 * The number that a flag gives, from 1 on.
 * @throws FleetError `InvalidArgument`
 */
export function parseWholeNumber(
  flag: string,
  value: string,
  { max, example }: { readonly max: number; readonly example: number },
): number {
  const number = /^[1-9][0-9]*$/.test(value) ? Number(value) : Number.NaN;
  if (number <= max) {
    return number;
  }
  throw new FleetError(
    "InvalidArgument",
    `${flag} is ${JSON.stringify(value)}: use a whole number from 1 to ${max}, for instance ${example}`,
  );
}
