import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { PROJECTS } from "../contracts/environment";
import { suppressionsFile, TASK_SETTINGS_VARIABLE, type TaskSettings } from "../contracts/task-settings";

/**
 * Where a container keeps Pulumi.yaml and Pulumi.<environment>.yaml: a new folder, as the engine wants to write into
 * these files, and a container's own file system is read-only. It goes with the process.
 * @returns undefined when this is no such container
 */
export function taskHome(
  root: string,
  variables: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const text = variables[TASK_SETTINGS_VARIABLE];
  if (!text) {
    return undefined;
  }
  const { environment, driftSuppressions, ...settings } = JSON.parse(text) as TaskSettings;
  const home = mkdtempSync(join(tmpdir(), "fleet-home-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true }));
  for (const folder of PROJECTS) {
    mkdirSync(join(home, folder));
    // The root's own file is that of `state`.
    const file = folder === "state" ? "Pulumi.yaml" : join(folder, "Pulumi.yaml");
    copyFileSync(join(root, file), join(home, file));
  }
  writeFileSync(join(home, `Pulumi.${environment}.yaml`), stringify(settings));
  if (driftSuppressions) {
    writeFileSync(join(home, suppressionsFile(environment)), stringify({ suppressions: driftSuppressions }));
  }
  return home;
}
