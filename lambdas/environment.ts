import { FleetError } from "../contracts/errors";

/**
 * Reads environment variables, once, and all of them.
 * @param variables our name of each value → the variable that holds it
 * @throws FleetError `InvalidConfiguration` that names every variable that is missing or empty
 */
export function readEnvironment<Name extends string>(
  variables: Readonly<Record<Name, string>>,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<Record<Name, string>> {
  const entries = Object.entries<string>(variables);
  const missing = entries.map(([, variable]) => variable).filter((variable) => !environment[variable]);
  if (missing.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `environment variables ${missing.join(", ")} are not set: set them on the function`,
    );
  }
  return Object.fromEntries(
    entries.map(([name, variable]) => [name, environment[variable] ?? ""]),
  ) as Readonly<Record<Name, string>>;
}
