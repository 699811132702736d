import type { Environment } from "./environment";
import { physicalName } from "./names";

/** What a person can be in an environment, each more than the one before; but a requester sees only what is theirs. */
export const ACCESS_ROLES = ["reader", "requester", "operator", "admin"] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** The managed policy that makes somebody one. */
export function accessPolicyName(environment: Environment, role: AccessRole): string {
  return physicalName(environment, `access-${role}`);
}

/** Tag of the user, role or session that says which team a requester is of. */
export const OWNER_TAG = "Owner";

/**
 * What no team's name has. A team owns what is called as itself, or begins with its name and a hyphen: with a hyphen
 * in it, team `pay` would own what is of team `pay-roll`; with a period or a slash, its name could reach into other names.
 */
export const NOT_IN_TEAM_NAMES = ["-", ".", "/"] as const;

/** Whether somebody whose tag is `team` can be a requester. */
export function isTeamName(team: string): boolean {
  return team !== "" && !NOT_IN_TEAM_NAMES.some((character) => team.includes(character));
}

/** The team that a request or a workspace of that name is of: its first word. */
export function teamOf(name: string): string {
  return name.split("-")[0] ?? name;
}
