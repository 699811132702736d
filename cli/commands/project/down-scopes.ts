import { FleetError } from "../../../contracts/errors";
import { parseScopes, type Scope } from "./scopes";

/** What a person allows to be destroyed. */
export interface Allowed {
  readonly deleteData?: boolean;
  readonly includeState?: boolean;
}

/**
 * The scopes to destroy, last first: `all` leaves out what a flag was not given for.
 * @throws FleetError `OperationRefused` with the reason and the flag that overrides it
 */
export function scopesToDestroy(value: string, { deleteData, includeState }: Allowed): readonly Scope[] {
  const scopes = parseScopes(value).toReversed();
  if (value === "all") {
    return scopes.filter(
      (scope) =>
        scope === "enclaves" ||
        scope === "runtime" ||
        (deleteData === true && (scope === "base" || includeState === true)),
    );
  }
  if (value === "state" && !includeState) {
    throw new FleetError(
      "OperationRefused",
      "state is the bucket that all state is in: without it nothing that is deployed can be changed again. Add --include-state to destroy it.",
    );
  }
  if ((value === "base" || value === "state") && !deleteData) {
    throw new FleetError(
      "OperationRefused",
      value === "base"
        ? "base holds the request table, the runner's images and the key of both: their data cannot be brought back. Add --delete-data to destroy it."
        : "state holds every version of every stack's state: it cannot be brought back. Add --delete-data to destroy it.",
    );
  }
  return scopes;
}
