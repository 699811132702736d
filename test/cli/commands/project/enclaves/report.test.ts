import { expect } from "chai";
import { reportEnclaves } from "../../../../../cli/commands/project/enclaves/report";
import type { EnvironmentBackend } from "../../../../../cli/engine/environment-backend";
import { commandContext } from "../../../../support/command-context";
import { request } from "../../../../support/request-fixture";

const BACKEND = { environment: "dev" } as EnvironmentBackend;

describe("reportEnclaves", () => {
  it("counts enclaves by what became of them", () => {
    const context = commandContext();
    const requests = ["a", "b"].map((id) => request({ id, status: "DEPLOYED" }));
    expect(reportEnclaves(context, BACKEND, "up", requests, context.clock.now())).to.deep.equal({
      project: "enclave",
      environment: "dev",
      operation: "up",
      changes: { DEPLOYED: 2 },
      outputs: {},
      durationSeconds: 0,
      requests: [
        { id: "a", status: "DEPLOYED", generation: 1 },
        { id: "b", status: "DEPLOYED", generation: 1 },
      ],
    });
    expect(context.said.lines).to.deep.equal(["enclaves dev: up: 2 DEPLOYED in 0.0 s"]);
  });

  it("fails with the reasons of those that are not as they are wanted", () => {
    const context = commandContext();
    const reason = { error: "DeploymentFailed", message: "no capacity", details: [] } as const;
    const requests = [
      request({ id: "a", status: "FAILED", reason }),
      request({ id: "b", status: "DEPLOYED" }),
    ];
    expect(() => reportEnclaves(context, BACKEND, "up", requests, context.clock.now()))
      .to.throw(
        "1 of 2 enclaves of dev are not as they are wanted: correct what their reasons name and run this again",
      )
      .with.deep.property("details", ["a is FAILED: no capacity"]);
  });
});
