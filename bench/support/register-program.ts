// Registers every resource of a program with mocks in the engine's place: what the program itself needs to start.
import { join } from "node:path";
import { stackReferences } from "../../cli/validation/mocks/stack-references";
import { ACCOUNT_FUNCTIONS, environmentConfig } from "../../test/support/environment-config";
import { runProgram } from "../../test/support/pulumi-mocks";

async function main(): Promise<void> {
  const [project = ""] = process.argv.slice(2);
  const { resources } = await runProgram(
    () => (require(join(__dirname, "..", "..", project, "index")) as () => Promise<unknown>)(),
    {
      project,
      stack: "dev",
      config: {
        ...environmentConfig("dev"),
        "runtime:runnerBuild": false,
        "runtime:runnerImageDigest": `sha256:${"0".repeat(64)}`,
      },
      references: stackReferences("dev"),
      functions: ACCOUNT_FUNCTIONS,
    },
  );
  if (resources.length < 20) {
    throw new Error(`${project} registered ${resources.length} resources only`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
