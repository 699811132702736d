import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { ACCOUNT_ID_KEY } from "../contracts/configuration";

/** Folders of the repository with a `Pulumi.yaml`. */
const PROJECT_FOLDERS = [".", "base", "runtime", "enclave"];

/**
 * What differs here from the environment's own configuration. The emulator's account is none of ours. No image is built for this machine: the task host
 * runs this checkout's runner, whatever image a task names.
 */
const LOCAL_SETTINGS: Readonly<Record<string, unknown>> = {
  "runtime:runnerBuild": false,
  "runtime:runnerImageDigest": `sha256:${"0".repeat(64)}`,
};

/**
 * Makes `home` from the repository's Pulumi.yaml files and what it says of its environments. What the engine
 * writes into these files (the encrypted key of an emulator's KMS) then never gets into the repository, and
 * nothing is left of an earlier emulator.
 */
export function prepareHome(root: string, home: string): void {
  rmSync(home, { recursive: true, force: true });
  for (const folder of PROJECT_FOLDERS) {
    mkdirSync(join(home, folder), { recursive: true });
    for (const file of readdirSync(join(root, folder))) {
      if (file === "Pulumi.yaml" || /^(drift-suppressions\.[a-z]+|promotion-policy)\.yaml$/.test(file)) {
        copyFileSync(join(root, folder, file), join(home, folder, file));
      } else if (/^Pulumi\.[a-z0-9-]+\.yaml$/.test(file)) {
        writeFileSync(
          join(home, folder, file),
          withLocalSettings(readFileSync(join(root, folder, file), "utf8")),
        );
      }
    }
  }
  // The root's Pulumi.yaml names it as the folder of its program.
  mkdirSync(join(home, "state"), { recursive: true });
}

function withLocalSettings(settings: string): string {
  const document = parseDocument(settings);
  document.deleteIn(["config", ACCOUNT_ID_KEY]);
  for (const [key, value] of Object.entries(LOCAL_SETTINGS)) {
    document.setIn(["config", key], value);
  }
  return document.toString();
}
