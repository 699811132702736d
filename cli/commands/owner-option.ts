import { Option } from "commander";

/** Says which team its user is of. AWS does not tell people the tags of their own session. */
export const OWNER_VARIABLE = "FLEET_OWNER";

/** `--owner`: a requester may see what is of their team, and has to name it. */
export function ownerOption(description: string): Option {
  return new Option("--owner <name>", description).env(OWNER_VARIABLE);
}
