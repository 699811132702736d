import { FleetError } from "../../contracts/errors";

/**
 * The one of `choices` that an argument or a flag names.
 *
 * @param what the argument's name, or the flag: `role`, `--sort`
 * @throws FleetError `InvalidArgument`
 */
export function parseChoice<Choice extends string>(
  what: string,
  value: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) {
    const wrong = what.startsWith("--")
      ? `${what} is ${JSON.stringify(value)}`
      : `${what} "${value}" is unknown`;
    throw new FleetError("InvalidArgument", `${wrong}: use one of ${choices.join(", ")}`);
  }
  return choice;
}
