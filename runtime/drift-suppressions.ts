import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Suppression } from "../contracts/drift-suppressions";
import type { Environment } from "../contracts/environment";
import { HOME_VARIABLE, suppressionsFile } from "../contracts/task-settings";

/** Where plain `pulumi` finds the environments' files. */
const REPOSITORY = join(__dirname, "..");

/**
 * What the scheduled check is told not to report. It goes with the task definition and not with the image, so that
 * a preview shows a new suppression, and `up` makes it count.
 * @returns undefined when the environment has no file of suppressions
 * @throws FleetError `InvalidConfiguration` with all that is wrong with the file
 */
export function driftSuppressions(environment: Environment): readonly Suppression[] | undefined {
  const path = join(process.env[HOME_VARIABLE] || REPOSITORY, suppressionsFile(environment));
  if (!existsSync(path)) {
    return undefined;
  }
  // Loads the validation of JSON Schemas, which no program needs otherwise.
  const { parseSuppressions } =
    require("../contracts/drift-suppressions") as typeof import("../contracts/drift-suppressions");
  return parseSuppressions(readFileSync(path, "utf8"), path);
}
