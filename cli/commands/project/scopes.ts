import { parseChoice } from "../choice-argument";
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
  const scope = parseChoice("scope", value, [...SCOPES, "all"]);
  return scope === "all" ? SCOPES : [scope];
}
