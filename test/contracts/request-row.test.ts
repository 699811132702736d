import { expect } from "chai";
import { newRequest, nextGeneration } from "../../contracts/request-row";
import { NOW, request, SPEC } from "../support/request-fixture";

describe("newRequest", () => {
  it("is a pending first generation without fence", () => {
    expect(newRequest({ id: "signer", owner: "payments", spec: SPEC }, NOW)).to.deep.equal({
      id: "signer",
      owner: "payments",
      generation: 1,
      desiredState: "DEPLOYED",
      spec: SPEC,
      status: "PENDING",
      statusGeneration: 1,
      fence: 0,
      createdAt: "2026-01-31T12:00:00.000Z",
      updatedAt: "2026-01-31T12:00:00.000Z",
    });
  });
});

describe("nextGeneration", () => {
  it("counts up and changes nothing that is the pipeline's", () => {
    const row = request({ generation: 4 });
    const spec = { ...SPEC, vcpus: 4 };
    expect(nextGeneration(row, { desiredState: "DESTROYED" }, NOW)).to.deep.equal({
      generation: 5,
      desiredState: "DESTROYED",
      spec: SPEC,
      updatedAt: "2026-01-31T12:00:00.000Z",
    });
    expect(nextGeneration(row, { desiredState: "DEPLOYED", spec }, NOW).spec).to.equal(spec);
  });
});
