import { expect } from "chai";
import { extend } from "../../../../cli/commands/workspace/extend";
import { failureOf } from "../../../support/command-context";
import { type WorkspaceScenario, workspace, workspaceScenario } from "../../../support/workspace-scenario";

const HOUR = 3_600_000;

describe("fleet workspace extend", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
    scenario.put(workspace({ config: { "runtime:runnerCpu": "512" } }));
  });
  afterEach(() => scenario.stop());

  const extended = (ttlMilliseconds: number) =>
    extend(scenario.context, "pr-123", { ttlMilliseconds, environment: "dev" });

  it("lets it live for so long from now on", async () => {
    await extended(8 * HOUR);
    expect(scenario.record("pr-123")).to.deep.equal(
      workspace({ expires: "2026-01-31T20:00:00.000Z", config: { "runtime:runnerCpu": "512" } }),
    );
  });

  it("is in the operations log, and so is that it was refused", async () => {
    await extended(8 * HOUR);
    scenario.put(workspace({ status: "destroying" }));
    await failureOf(extended(HOUR));
    expect(scenario.logged("runtime/dev.pr-123")).to.deep.equal([
      { operation: "workspace extend", outcome: "succeeded", reason: "until 2026-01-31T20:00:00.000Z" },
      {
        operation: "workspace extend",
        outcome: "refused",
        reason: "workspace pr-123 is being destroyed: create it again",
      },
    ]);
  });

  it("never shortens its life", async () => {
    await extended(HOUR);
    expect(scenario.record("pr-123")).to.include({ expires: "2026-01-31T16:00:00.000Z" });
  });

  it("keeps what is known of a failure", async () => {
    scenario.put(workspace({ status: "error", reason: "the queue could not be made" }));
    await extended(8 * HOUR);
    expect(scenario.record("pr-123")).to.include({ status: "error", reason: "the queue could not be made" });
  });

  it("refuses one that is being destroyed", async () => {
    scenario.put(workspace({ status: "destroying" }));
    const error = await failureOf(extended(HOUR));
    expect(error).to.include({
      name: "OperationRefused",
      message: "workspace pr-123 is being destroyed: create it again",
    });
  });

  it("says where to look when there is none", async () => {
    scenario.bucket.delete(".fleet/workspaces/pr-123.json");
    const error = await failureOf(extended(HOUR));
    expect(error).to.include({
      name: "StackNotFound",
      message:
        "the registry knows no workspace pr-123 in dev: `fleet workspace list --status any` shows what it knows, `fleet registry rebuild <env>` records what it missed",
    });
  });
});
