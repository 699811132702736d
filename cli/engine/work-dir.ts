import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Project, PULUMI_PROJECT } from "../../contracts/environment";
import { parseRuntimeStack } from "../../contracts/workspace";
import type { StackTarget } from "./engine";
import { workspaceSettings } from "./workspace-settings";

const folders = new Map<Project, string>();

/**
 * The folder that the CLI works in. Enclaves and workspaces have no Pulumi.<stack>.yaml, it is made for each run;
 * without one the CLI takes the secrets to be a passphrase's. So theirs are in folders that go with the process.
 */
export function workDirOf(target: StackTarget): string {
  const settings = temporarySettings(target);
  if (settings === undefined) {
    return target.workDir;
  }
  const folder = folders.get(target.project) ?? temporaryProject(target.project);
  folders.set(target.project, folder);
  writeFileSync(join(folder, `Pulumi.${target.stack}.yaml`), settings);
  return folder;
}

/** Pulumi.<stack>.yaml of a stack that has none. */
function temporarySettings({ project, stack, backend, workDir, overrides }: StackTarget): string | undefined {
  if (project === "enclave") {
    return `secretsprovider: ${backend.secretsProvider}\n`;
  }
  const { environment, workspace } =
    project === "runtime" ? parseRuntimeStack(stack) : { environment: undefined, workspace: undefined };
  return workspace === undefined ? undefined : workspaceSettings(dirname(workDir), environment, overrides);
}

function temporaryProject(project: Project): string {
  const folder = mkdtempSync(join(tmpdir(), `fleet-${project}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${PULUMI_PROJECT[project]}\nruntime: nodejs\n`);
  return folder;
}
