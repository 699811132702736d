import { FleetError } from "../../../contracts/errors";
import { OPERATED_PROJECTS, type OperatedProject } from "./projects";

/** What is brought up and taken down as a whole; `enclaves` are all of an environment's. */
export type Scope = OperatedProject | "enclaves";

/** In the order of their dependencies. */
export const SCOPES: readonly Scope[] = [...OPERATED_PROJECTS, "enclaves"];

/**
 * The scopes that `value` means, in the order of their dependencies.
 * @throws FleetError `InvalidArgument`
 */
export function parseScopes(value: string): readonly Scope[] {
  if (value === "all") {
    return SCOPES;
  }
  const scope = SCOPES.find((candidate) => candidate === value);
  if (!scope) {
    throw new FleetError(
      "InvalidArgument",
      `scope "${value}" is unknown: use one of ${[...SCOPES, "all"].join(", ")}`,
    );
  }
  return [scope];
}
