// Registers every resource of a program with mocks in the engine's place: what the program itself needs to start.
import { join } from "node:path";
import { baseValues } from "../../test/support/base-fixture";
import { ACCOUNT_FUNCTIONS, environmentConfig } from "../../test/support/environment-config";
import { runProgram } from "../../test/support/pulumi-mocks";

/** What the programs read of the stacks below them. */
const REFERENCES = {
  "organization/fleet-state/dev": {
    stateBucketArn: "arn:aws:s3:::state",
    stateKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/state",
    backendUrl: "s3://state?region=eu-west-1",
    secretsProvider: "awskms://alias/state?region=eu-west-1",
  },
  "organization/base/dev": { ...baseValues("dev") },
};

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
