import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { Environment } from "../../contracts/environment";
import { settingsPath } from "./stack-settings";

/** Who gets the environment's failures did not ask for those of its copies. */
const NOT_INHERITED = ["runtime:notificationEmails"];

/**
 * Pulumi.<stack>.yaml of a workspace: its environment's, with the key that its secrets are encrypted with, and
 * `overrides` in place of what the environment says.
 */
export function workspaceSettings(
  home: string,
  environment: Environment,
  overrides: Readonly<Record<string, string>> = {},
): string {
  const document = parseDocument(readFileSync(settingsPath(home, environment), "utf8"));
  for (const key of NOT_INHERITED) {
    document.deleteIn(["config", key]);
  }
  for (const [key, value] of Object.entries(overrides)) {
    document.setIn(["config", key], value);
  }
  return document.toString();
}
