import { expect } from "chai";
import type { StackTarget } from "../../../cli/engine/engine";
import { explainFailure } from "../../../cli/engine/explain-failure";
import type { FleetError } from "../../../contracts/errors";

const TARGET: StackTarget = {
  project: "base",
  stack: "dev",
  workDir: "/repository/base",
  backend: { url: "s3://bucket", secretsProvider: "awskms://alias/key" },
};

describe("explainFailure", () => {
  const explain = (message: string, engineErrors: readonly string[] = [], interrupted = false) =>
    explainFailure(new Error(message), "up", TARGET, engineErrors, interrupted) as FleetError;

  it("gives the engine's errors once, without words of the engine and stack traces", () => {
    const thrown = "base-dev: Unhandled exception: Error: no zone\n    at index.ts:1\n    at index.ts:2";
    const { name, message, details } = explain("", [thrown, "base-dev: no zone"]);
    expect({ name, message, details }).to.deep.equal({
      name: "DeploymentFailed",
      message: "up on base dev failed",
      details: ["base-dev: no zone"],
    });
  });

  it("falls back on what the CLI calls an error", () => {
    expect(explain("code: 255\nstdout: …\nerror: no access to bucket\nmore").details).to.deep.equal([
      "no access to bucket",
    ]);
  });

  it("keeps the single errors that the CLI lists below their number", () => {
    const several = "error: 2 errors occurred:\n\t* no access to bucket\n\t* no access to key\n\nmore";
    expect(explain(several).details).to.deep.equal([
      "2 errors occurred:",
      "* no access to bucket",
      "* no access to key",
    ]);
  });

  it("knows a missing stack and a lock", () => {
    expect(explain("error: no stack named 'dev' found").name).to.equal("StackNotFound");
    expect(explain("error: the stack is currently locked by 1 lock(s).").name).to.equal("StackLocked");
  });

  it("tells an interruption from a failure", () => {
    const { name, message } = explain("exit code 255", ["update cancelled"], true);
    expect({ name, message }).to.deep.equal({
      name: "DeploymentInterrupted",
      message: "up on base dev was interrupted: the engine has saved what it did; run it again to go on",
    });
  });
});
