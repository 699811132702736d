import { expect } from "chai";
import fc from "fast-check";
import { FleetError, PIPELINE_ERROR_NAMES } from "../../contracts/errors";
import { failureOf, reasonOf } from "../../contracts/failure";

describe("reasonOf", () => {
  it("reads back what failureOf wrote, as the runner sends it and as Lambda wraps it", () => {
    const failure = failureOf(new FleetError("RequestRejected", "two faults", ["one", "two"]));
    const reason = { error: "RequestRejected", message: "two faults", details: ["one", "two"] };
    expect(reasonOf(failure)).to.deep.equal(reason);
    const wrapped = JSON.stringify({ errorType: failure.Error, errorMessage: failure.Cause, trace: [] });
    expect(reasonOf({ Error: "RequestRejected", Cause: wrapped })).to.deep.equal(reason);
  });

  const translations = [
    ["States.HeartbeatTimeout", "TaskStopped", "the runner gave no sign of life any more"],
    ["States.Timeout", "DeploymentInterrupted", "the runner did not finish in the time it is allowed"],
    ["AmazonECS.Unknown", "TaskNotStarted", "the runner's task could not be started"],
    ["ECS.ServerException", "TaskNotStarted", "the runner's task could not be started"],
    ["TypeError", "PipelineFailed", "the pipeline failed unexpectedly with TypeError"],
  ] as const;
  for (const [error, name, message] of translations) {
    it(`calls ${error} ${name}`, () => {
      expect(reasonOf({ Error: error, Cause: "why" })).to.deep.equal({
        error: name,
        message,
        details: ["why"],
      });
    });
  }

  it("needs no cause", () => {
    expect(reasonOf({ Error: "LeaseHeld" })).to.deep.equal({
      error: "LeaseHeld",
      message: "LeaseHeld",
      details: [],
    });
  });

  it("is small enough for a row, and never throws, whatever the cause is", () => {
    const error = fc.oneof(fc.string(), fc.constantFrom(...PIPELINE_ERROR_NAMES, "States.Timeout"));
    const cause = fc.oneof(
      fc.string({ maxLength: 5000 }),
      fc.json(),
      fc.constant(
        JSON.stringify({ message: "m".repeat(50_000), details: Array(5000).fill("d".repeat(5000)) }),
      ),
    );
    fc.assert(
      fc.property(error, fc.option(cause, { nil: undefined }), (name, text) => {
        const reason = reasonOf({ Error: name, Cause: text });
        expect(PIPELINE_ERROR_NAMES).to.include(reason.error);
        expect(JSON.stringify(reason).length).to.be.below(20_000);
      }),
    );
  });
});

describe("failureOf", () => {
  it("stays below what SendTaskFailure takes", () => {
    const details = Array.from({ length: 5000 }, (_, index) => `${index} ${"d".repeat(5000)}`);
    const { Cause } = failureOf(new FleetError("DeploymentFailed", "m".repeat(50_000), details));
    expect(Cause.length).to.be.below(32_768);
    expect(reasonOf({ Error: "DeploymentFailed", Cause }).details.at(-1)).to.equal("and 4950 more");
  });
});
