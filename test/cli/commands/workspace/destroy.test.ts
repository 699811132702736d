import { expect } from "chai";
import { type DestroyOptions, destroy } from "../../../../cli/commands/workspace/destroy";
import { readSelection, writeSelection } from "../../../../cli/selection";
import { FleetError } from "../../../../contracts/errors";
import { failureOf } from "../../../support/command-context";
import { request } from "../../../support/request-fixture";
import { type WorkspaceScenario, workspace, workspaceScenario } from "../../../support/workspace-scenario";

const OPTIONS: DestroyOptions = { yes: true, timeoutSeconds: 60, environment: "dev" };

describe("fleet workspace destroy", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
  });
  afterEach(() => scenario.stop());

  it("destroys the stack, forgets it, and then the record and the selection", async () => {
    scenario.put(workspace());
    writeSelection(scenario.context.home, { environment: "dev", workspace: "pr-123" });
    await destroy(scenario.context, "pr-123", OPTIONS);
    expect(scenario.runs).to.deep.equal(["destroy dev.pr-123", "remove dev.pr-123"]);
    expect(scenario.record("pr-123")).to.equal(undefined);
    expect(readSelection(scenario.context.home)).to.deep.equal({ environment: "dev" });
    expect(scenario.context.said.results).to.deep.equal([
      { name: "pr-123", environment: "dev", destroyed: true, changes: { delete: 40 } },
    ]);
    expect(scenario.logged("runtime/dev.pr-123")).to.deep.equal([
      { operation: "workspace destroy", outcome: "succeeded", reason: undefined },
    ]);
  });

  it("gives its own enclaves back to the environment's pipeline first, and touches no other row", async () => {
    scenario.put(workspace());
    const own = request({ id: "own", workspace: "pr-123", status: "DEPLOYED" });
    const others = request({ id: "others", workspace: "pr-7", status: "DEPLOYED" });
    const devs = request({ id: "devs", status: "DEPLOYED" });
    for (const row of [own, others, devs]) {
      scenario.requests.set(row.id, row);
    }
    await destroy(scenario.context, "pr-123", OPTIONS);
    expect(scenario.requests.get("own")).to.include({ desiredState: "DESTROYED", status: "DESTROYED" });
    expect(scenario.requests.get("own")).to.not.have.property("workspace");
    expect(scenario.requests.get("others")).to.equal(others);
    expect(scenario.requests.get("devs")).to.equal(devs);
  });

  it("keeps the stack and says why while an enclave cannot be destroyed", async () => {
    scenario.put(workspace());
    scenario.requests.set("own", request({ id: "own", workspace: "pr-123", status: "DEPLOYED" }));
    scenario.breakPipeline();
    const error = (await failureOf(destroy(scenario.context, "pr-123", OPTIONS))) as FleetError;
    expect(error).to.include({
      name: "DeploymentFailed",
      message: "enclaves of the workspace cannot be destroyed: see `fleet enclave show`, then run this again",
    });
    expect(error.details).to.deep.equal(["own is FAILED"]);
    expect(scenario.runs).to.deep.equal([]);
    expect(scenario.record("pr-123")).to.include({ status: "error", reason: error.message });
  });

  it("completes a run that was killed after the stack was gone", async () => {
    scenario.put(workspace({ status: "destroying" }));
    scenario.fail("destroy", new FleetError("StackNotFound", "no stack"));
    await destroy(scenario.context, "pr-123", OPTIONS);
    expect(scenario.record("pr-123")).to.equal(undefined);
    expect(scenario.context.said.lines).to.include("runtime dev.pr-123: is not deployed");
  });

  it("keeps the record of what could not be destroyed", async () => {
    scenario.put(workspace());
    scenario.fail("destroy", new FleetError("DeploymentFailed", "the cluster has tasks"));
    const error = await failureOf(destroy(scenario.context, "pr-123", OPTIONS));
    expect(error.message).to.equal("the cluster has tasks");
    expect(scenario.record("pr-123")).to.include({ status: "error", reason: "the cluster has tasks" });
  });

  it("takes one that is not there for done", async () => {
    await destroy(scenario.context, "pr-123", OPTIONS);
    expect(scenario.context.said.lines).to.deep.equal(["workspace pr-123: is not there"]);
    expect(scenario.runs).to.deep.equal([]);
  });

  it("asks first, and names the enclaves that go with it", async () => {
    scenario.put(workspace());
    scenario.requests.set("own", request({ id: "own", workspace: "pr-123", status: "DEPLOYED" }));
    const error = await failureOf(destroy(scenario.context, "pr-123", { ...OPTIONS, yes: false }));
    expect(error).to.include({
      name: "OperationRefused",
      message:
        "This destroys workspace pr-123 of ada and its enclaves own; dev itself stays as it is. Add --yes to do it.",
    });
    expect(scenario.record("pr-123")).to.include({ status: "active" });
  });
});
