import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as command from "@pulumi/command";
import { expect } from "chai";

import { startTestEngine, type TestEngine } from "../support/engine";

describe("provider stand-in for command", function () {
  this.timeout(300_000);
  let engine: TestEngine;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "fleet-command-"));
    engine = await startTestEngine({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  });

  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("runs create, update, and, when a trigger changes, delete and create", async () => {
    let trigger = "one";
    let greeting = "hello";
    const stack = await engine.stack("command", "dev", async () => {
      const { stdout, stderr } = new command.local.Command("run", {
        create: 'echo "$GREETING from create" | tee -a log; cat >&2',
        update: 'echo "$GREETING from update" | tee -a log',
        delete: "echo deleted >> log",
        dir: folder,
        environment: { GREETING: greeting },
        stdin: "typed",
        triggers: [trigger],
      });
      return { stdout, stderr };
    });
    const log = () => readFileSync(join(folder, "log"), "utf8").trim().split("\n");

    const created = await stack.up();
    expect(created.outputs.stdout?.value).to.equal("hello from create");
    expect(created.outputs.stderr?.value).to.equal("typed");

    greeting = "$(touch injected)";
    const updated = await stack.up();
    expect(updated.outputs.stdout?.value).to.equal("$(touch injected) from update");
    expect(existsSync(join(folder, "injected"))).to.equal(false);

    greeting = "again";
    trigger = "two";
    await stack.up();
    expect(log()).to.deep.equal([
      "hello from create",
      "$(touch injected) from update",
      "again from create",
      "deleted",
    ]);

    await stack.destroy();
    expect(log().at(-1)).to.equal("deleted");
  });

  it("fails with the command's own words", async () => {
    const stack = await engine.stack("failing-command", "dev", async () => {
      new command.local.Command("fail", { create: "echo no such host >&2; exit 3" });
    });
    const failure = await stack.up().then(
      () => "no failure",
      (error: Error) => error.message,
    );
    expect(failure).to.include(
      'creating command:local:Command "fail": the command ended with 3: no such host',
    );
  });
});
