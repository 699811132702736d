import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { StackTarget } from "../../../cli/engine/engine";
import { workDirOf } from "../../../cli/engine/work-dir";

const TARGET: StackTarget = {
  project: "base",
  stack: "dev",
  workDir: "/repository/base",
  backend: { url: "s3://state", secretsProvider: "awskms://alias/key" },
};

describe("workDirOf", () => {
  it("is the project's own folder where the stack has settings", () => {
    expect(workDirOf(TARGET)).to.equal("/repository/base");
  });

  it("is one folder with settings for every enclave", () => {
    const folder = workDirOf({ ...TARGET, project: "enclave", stack: "signer" });
    expect(readFileSync(join(folder, "Pulumi.signer.yaml"), "utf8")).to.equal(
      "secretsprovider: awskms://alias/key\n",
    );
    expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).to.equal("name: enclave\nruntime: nodejs\n");
    expect(workDirOf({ ...TARGET, project: "enclave", stack: "vault" })).to.equal(folder);
  });
});
