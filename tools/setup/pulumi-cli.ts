import { join } from "node:path";
import { findPulumiCli, pulumiCli } from "../../cli/engine/pulumi-cli";
import { report } from "../../cli/main";

const directory = join(__dirname, "..", "..", ".fleet");
const say = (text: string) => process.stdout.write(`setup: ${text}\n`);

async function setUpPulumiCli(): Promise<void> {
  const found = await findPulumiCli(directory);
  if (found) {
    say(`Pulumi CLI v${found.version} found: ${found.command}`);
  } else {
    await pulumiCli(directory, say);
  }
}

setUpPulumiCli().catch((error: unknown) => {
  process.exitCode = report(error);
});
