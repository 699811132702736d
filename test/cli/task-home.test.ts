import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { configuredRegion } from "../../cli/engine/stack-settings";
import { taskHome } from "../../cli/task-home";
import { TASK_SETTINGS_VARIABLE } from "../../contracts/task-settings";

const ROOT = resolve(".");

describe("taskHome", () => {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) {
      rmSync(folder, { recursive: true });
    }
  });

  it("is made of the image's projects and the task's settings", () => {
    const settings = {
      environment: "prod",
      secretsprovider: "awskms://alias/state?region=us-east-2",
      config: { "aws:region": "us-east-2" },
    };
    const home = taskHome(ROOT, { [TASK_SETTINGS_VARIABLE]: JSON.stringify(settings) }) ?? "";
    folders.push(home);
    for (const file of ["Pulumi.yaml", "base/Pulumi.yaml", "runtime/Pulumi.yaml", "enclave/Pulumi.yaml"]) {
      expect(readFileSync(join(home, file), "utf8"), file).to.equal(readFileSync(join(ROOT, file), "utf8"));
    }
    expect(configuredRegion(home, "prod")).to.equal("us-east-2");
    expect(readFileSync(join(home, "Pulumi.prod.yaml"), "utf8")).to.equal(
      "secretsprovider: awskms://alias/state?region=us-east-2\nconfig:\n  aws:region: us-east-2\n",
    );
  });

  it("is none where nobody gave settings", () => {
    expect(taskHome(ROOT, {})).to.equal(undefined);
  });
});
