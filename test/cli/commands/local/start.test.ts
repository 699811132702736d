import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { start } from "../../../../cli/commands/local/start";
import { localProfilePath } from "../../../../cli/profile";
import { commandContext, failureOf } from "../../../support/command-context";

describe("fleet local start, when it runs", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-local-start-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function running(attached: string): void {
    const path = localProfilePath(root);
    mkdirSync(dirname(path), { recursive: true });
    const environment = { PULUMI_DEBUG_PROVIDERS: attached };
    const endpoint = "http://127.0.0.1:4566";
    writeFileSync(path, JSON.stringify({ pid: process.pid, endpoint, environment, home: root, logs: root }));
  }

  const started = [
    ["stand-in", "aws:1,awsx:2,command:3"],
    ["aws", "awsx:2,command:3"],
  ] as const;
  for (const [provider, attached] of started) {
    it(`says so with --provider ${provider}`, async () => {
      running(attached);
      const context = commandContext({ root });
      await start(context, provider);
      expect(context.said.lines).to.deep.equal(["the local AWS runs already at http://127.0.0.1:4566"]);
    });
  }

  it("does not change the provider of what is deployed", async () => {
    running("aws:1,awsx:2,command:3");
    expect(await failureOf(start(commandContext({ root }), "aws"))).to.include({
      name: "OperationRefused",
      message:
        "the local AWS runs already at http://127.0.0.1:4566, with --provider stand-in: end it by `fleet local stop`, which deletes all that is deployed there",
    });
    running("awsx:2,command:3");
    expect(await failureOf(start(commandContext({ root }), "stand-in"))).to.include({
      name: "OperationRefused",
      message:
        "the local AWS runs already at http://127.0.0.1:4566, with --provider aws: end it by `fleet local stop`, which deletes all that is deployed there",
    });
  });
});
