import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { findPulumiCli, pulumiCli } from "../../cli/engine/pulumi-cli";
import { report } from "../../cli/main";

const directory = join(__dirname, "..", "..", ".fleet");
const say = (text: string) => process.stdout.write(`setup: ${text}\n`);

/** Sees to it that `.fleet/bin/pulumi` is the CLI to use: one on PATH that fits is linked there. */
async function setUpPulumiCli(): Promise<void> {
  const found = await findPulumiCli(directory);
  if (!found) {
    await pulumiCli(directory, say);
    return;
  }
  const path = isAbsolute(found.command) ? found.command : onPath(found.command);
  say(`Pulumi CLI v${found.version} found: ${path}`);
  const own = join(directory, "bin", "pulumi");
  if (path !== own) {
    mkdirSync(dirname(own), { recursive: true });
    rmSync(own, { force: true });
    symlinkSync(path, own);
  }
}

function onPath(command: string): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, command)).find(existsSync) ?? command;
}

setUpPulumiCli().catch((error: unknown) => {
  process.exitCode = report(error);
});
