import { expect } from "chai";
import { projectStatuses } from "../../../../cli/commands/environment/scope-status";
import { current } from "../../../support/current-checkpoint";

describe("projectStatuses", () => {
  it("counts each project's stacks, resources, bytes and dollars", () => {
    const later = new Date("2026-02-01T12:00:00Z");
    const copy = { ...current("runtime", "dev.pr-123"), savedAt: later };
    const [state, base, runtime, enclave] = projectStatuses(
      [current("runtime", "dev"), copy, current("base", "dev", [])],
      "eu-west-1",
    );
    expect(runtime).to.deep.include({
      project: "runtime",
      deployed: true,
      stacks: 2,
      resources: 4,
      stateBytes: 3000,
      lastUpdate: "2026-02-01T12:00:00.000Z",
      damaged: [],
    });
    expect(runtime?.cost).to.include({ monthlyUsd: 2 });
    for (const none of [state, base, enclave]) {
      expect(none).to.include({ deployed: false, stacks: 0, resources: 0, stateBytes: 0 });
      expect(none).to.not.have.property("lastUpdate");
    }
  });

  it("names a stack whose state cannot be read, and counts it as one that is there", () => {
    const { checkpoint: _, ...damaged } = current("base", "dev");
    const [, base] = projectStatuses([{ ...damaged, damage: "it is empty" }], "eu-west-1");
    expect(base).to.deep.include({ deployed: true, stacks: 1, resources: 0, damaged: ["dev: it is empty"] });
  });
});
