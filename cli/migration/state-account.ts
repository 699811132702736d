import { FleetError } from "../../contracts/errors";
import type { TerraformState } from "./terraform-state";

/** Where an environment is. */
interface Place {
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
}

/**
 * Holds a state against the environment that it is to move into, by the ARNs in it. One resource that is there is
 * enough: others may be in another account or region by intent.
 *
 * @param path only for errors
 * @throws FleetError `InvalidArgument` when all of it is elsewhere
 */
export function assertStateIsOf(
  { environment, accountId, region }: Place,
  { resources }: TerraformState,
  path: string,
): void {
  const arns = resources
    .filter(({ mode }) => mode === "managed")
    .map(({ attributes }) => String(attributes.arn ?? "").split(":"));
  const wrong = (what: string, found: ReadonlySet<string>, own: string) =>
    new FleetError(
      "InvalidArgument",
      `${path} is of ${what} ${[...found].join(", ")}, and ${environment} is in ${own}: give the state of ${environment}, or another --env`,
    );
  const accounts = given(arns.map(([, , , , account]) => account));
  if (accounts.size > 0 && !accounts.has(accountId)) {
    throw wrong("account", accounts, accountId);
  }
  const regions = given(arns.map(([, , , of]) => of));
  if (regions.size > 0 && !regions.has(region)) {
    throw wrong("region", regions, region);
  }
}

/** Those that an ARN has: of a bucket it has neither. */
function given(parts: ReadonlyArray<string | undefined>): ReadonlySet<string> {
  return new Set(parts.filter((part): part is string => part !== undefined && part !== ""));
}
