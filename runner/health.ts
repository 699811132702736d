import { writeFileSync } from "node:fs";

/** Variable that names the file of the container's health check; the image sets it. */
export const HEALTH_FILE_VARIABLE = "FLEET_HEALTH_FILE";

/**
 * Notes for `health-check.cjs` to when this process is known to live; nothing where there is no such check. It is a hint for
 * whoever looks at the task, so that a full disk must not end a run.
 * @param file of {@link HEALTH_FILE_VARIABLE}
 */
export function noteAlive(file: string | undefined, until: Date): void {
  if (!file) {
    return;
  }
  try {
    writeFileSync(file, String(until.getTime()));
  } catch {
    // The note before it runs out, and the check fails: which is what should be seen.
  }
}
