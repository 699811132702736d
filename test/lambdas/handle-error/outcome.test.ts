import { expect } from "chai";
import { PIPELINE_ERROR_NAMES, type PipelineErrorName } from "../../../contracts/errors";
import { outcomeOf } from "../../../lambdas/handle-error/outcome";

describe("outcomeOf", () => {
  const races: readonly PipelineErrorName[] = ["GenerationSuperseded", "LeaseLost", "ForbiddenTransition"];

  it("leaves to others what others have", () => {
    for (const error of races) {
      expect(outcomeOf(error, true)).to.deep.equal({ notify: false });
    }
  });

  it("tells of a row that is gone, which has no status", () => {
    expect(outcomeOf("RequestNotFound", false)).to.deep.equal({ notify: true });
  });

  it("rejects what was refused before the work began, and fails it afterwards", () => {
    expect(outcomeOf("RequestRejected", false)).to.deep.equal({ status: "REJECTED", notify: true });
    expect(outcomeOf("RequestRejected", true)).to.deep.equal({ status: "FAILED", notify: true });
  });

  it("fails everything else, and tells people", () => {
    const others = PIPELINE_ERROR_NAMES.filter(
      (error) => ![...races, "RequestNotFound", "RequestRejected"].includes(error),
    );
    expect(others).to.include.members(["DeploymentFailed", "TaskStopped", "PipelineFailed"]);
    for (const error of others) {
      expect(outcomeOf(error, false), error).to.deep.equal({ status: "FAILED", notify: true });
    }
  });
});
