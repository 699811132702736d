import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { readSuppressions } from "../../cli/drift/suppressions";
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

  it("has the drift suppressions that the task was given", () => {
    const suppression = {
      type: "aws:dynamodb/table:Table",
      attribute: "tags.*",
      reason: "owners are set by finance",
      expires: "2026-12-31",
    };
    const settings = {
      environment: "prod",
      secretsprovider: "",
      config: {},
      driftSuppressions: [suppression],
    };
    const home = taskHome(ROOT, { [TASK_SETTINGS_VARIABLE]: JSON.stringify(settings) }) ?? "";
    folders.push(home);
    expect(readSuppressions(home, "prod")).to.deep.equal([suppression]);
    expect(readSuppressions(home, "dev")).to.deep.equal([]);
  });

  it("goes with the process", () => {
    const settings = { environment: "prod", secretsprovider: "", config: {} };
    const made = execFileSync(
      process.execPath,
      [
        ...["--require", join(ROOT, "register.cjs"), "--eval"],
        `const home = require("./cli/task-home").taskHome(${JSON.stringify(ROOT)}, process.env);
         console.log(home, require("node:fs").existsSync(home))`,
      ],
      { encoding: "utf8", env: { ...process.env, [TASK_SETTINGS_VARIABLE]: JSON.stringify(settings) } },
    );
    const [home = "", existed] = made.trim().split(" ");
    expect(existed).to.equal("true");
    expect(existsSync(home)).to.equal(false);
  });

  it("is none where nobody gave settings", () => {
    expect(taskHome(ROOT, {})).to.equal(undefined);
  });
});
