import { ENVIRONMENTS, type Environment, parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { parseScopes, SCOPES, type Scope } from "../project/scopes";

/** What `fleet status` is asked for. */
export interface StatusArguments {
  readonly scopes: readonly Scope[];
  /** Without it, all of them. */
  readonly environment?: Environment;
}

/**
 * Reads `[scope] [env]`: no name is both, so that either may be left out.
 * @throws FleetError `InvalidArgument` or `InvalidEnvironment`
 */
export function parseStatusArguments(first: string, second: string | undefined): StatusArguments {
  if (second !== undefined) {
    return { scopes: parseScopes(first), environment: parseEnvironment(second) };
  }
  const environment = ENVIRONMENTS.find((each) => each === first);
  if (environment) {
    return { scopes: SCOPES, environment };
  }
  if (first !== "all" && !SCOPES.some((scope) => scope === first)) {
    throw new FleetError(
      "InvalidArgument",
      `"${first}" is neither an environment nor a scope: use dev, staging or prod, and before it state, base, runtime, enclaves or all`,
    );
  }
  return { scopes: parseScopes(first) };
}
