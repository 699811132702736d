import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "../backend/locks/running-process";
import { FleetError } from "../contracts/errors";
import type { Profile } from "../contracts/local-profile";

/** Where `local/` writes the profile of this checkout. */
export function localProfilePath(root: string): string {
  return join(root, ".fleet", "local", "profile.json");
}

/**
 * The profile that `--local` or FLEET_PROFILE chooses; undefined means AWS itself.
 * @throws FleetError `PrerequisiteMissing` when a profile is asked for and is not there, or its process is gone
 */
export function chosenProfile(
  root: string,
  local: boolean,
  environment: NodeJS.ProcessEnv = process.env,
): Profile | undefined {
  const path = local ? localProfilePath(root) : environment.FLEET_PROFILE;
  if (!path) {
    return undefined;
  }
  const profile = readProfile(path);
  if (!profile) {
    throw new FleetError(
      "PrerequisiteMissing",
      local
        ? "the local AWS is not running: run `fleet local start`"
        : `FLEET_PROFILE is ${path}, which is not there or belongs to a process that has ended: start it again or unset FLEET_PROFILE`,
    );
  }
  return profile;
}

/** The profile at `path`; undefined when there is none or the process that wrote it has ended. */
export function readProfile(path: string): Profile | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const profile = JSON.parse(readFileSync(path, "utf8")) as Profile;
  return isRunning(profile.pid) ? profile : undefined;
}
