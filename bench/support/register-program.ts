// Registers every resource of a program with mocks in the engine's place: what the program itself needs to start.
import { join } from "node:path";
import { ACCOUNT_FUNCTIONS, environmentConfig } from "../../test/support/environment-config";
import { runProgram } from "../../test/support/pulumi-mocks";
import { REFERENCES } from "../../test/support/references";

async function main(): Promise<void> {
  const [project = ""] = process.argv.slice(2);
  const { resources } = await runProgram(
    () => (require(join(__dirname, "..", "..", project, "index")) as () => Promise<unknown>)(),
    {
      project,
      stack: "dev",
      config: environmentConfig("dev"),
      references: REFERENCES,
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
