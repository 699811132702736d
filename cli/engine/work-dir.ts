import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PULUMI_PROJECT } from "../../contracts/environment";
import type { StackTarget } from "./engine";

let enclaves: string | undefined;

/**
 * The folder that the CLI works in. Enclaves have no Pulumi.<stack>.yaml, the runner makes one for each run; without
 * one the CLI takes the secrets to be a passphrase's. So theirs are in a folder that goes with the process.
 */
export function workDirOf({ project, stack, backend, workDir }: StackTarget): string {
  if (project !== "enclave") {
    return workDir;
  }
  enclaves ??= temporaryProject();
  writeFileSync(join(enclaves, `Pulumi.${stack}.yaml`), `secretsprovider: ${backend.secretsProvider}\n`);
  return enclaves;
}

function temporaryProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "fleet-enclaves-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${PULUMI_PROJECT.enclave}\nruntime: nodejs\n`);
  return folder;
}
