import { expect } from "chai";
import { FleetError } from "../../contracts/errors";
import { reasonOf } from "../../contracts/failure";
import { stateMachineStep } from "../../lambdas/answer";
import { RecordedLog } from "../support/recorded-log";

async function thrownBy(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("stateMachineStep", () => {
  it("answers what the work answers", async () => {
    const step = stateMachineStep(new RecordedLog(), async (event: number) => ({ doubled: event * 2 }));
    expect(await step(4)).to.deep.equal({ doubled: 8 });
  });

  it("throws our errors by name, with their details in the message, which Lambda passes on", async () => {
    const error = new FleetError("RequestRejected", "two faults", ["one", "two"]);
    const thrown = await thrownBy(() => stateMachineStep(new RecordedLog(), () => Promise.reject(error))({}));
    expect(thrown.name).to.equal("RequestRejected");
    const asLambdaReports = JSON.stringify({ errorType: thrown.name, errorMessage: thrown.message });
    expect(reasonOf({ Error: thrown.name, Cause: asLambdaReports })).to.deep.equal({
      error: "RequestRejected",
      message: "two faults",
      details: ["one", "two"],
    });
  });

  it("throws other errors as they are, so that the state machine tries again", async () => {
    const error = new TypeError("x is not a function");
    expect(
      await thrownBy(() => stateMachineStep(new RecordedLog(), () => Promise.reject(error))({})),
    ).to.equal(error);
  });

  it("logs the error, and nothing of the event", async () => {
    const log = new RecordedLog();
    const error = new FleetError("LeaseHeld", "busy");
    await thrownBy(() => stateMachineStep(log, () => Promise.reject(error))({ secret: "token" }));
    expect(log.lines).to.deep.equal([
      {
        level: "error",
        message: "step failed",
        fields: { error: "LeaseHeld", reason: "busy", correlationId: undefined },
      },
    ]);
  });

  it("names the execution in its line, wherever the event has it, done or failed", async () => {
    const id = { correlationId: "signer-g1-deploy" };
    for (const event of [id, { action: "acquire", input: id }, { state: { ...id, lease: {} } }]) {
      const log = new RecordedLog();
      await stateMachineStep(log, async () => ({}))(event);
      await thrownBy(() => stateMachineStep(log, () => Promise.reject(new Error("no")))(event));
      expect(log.lines.map(({ message, fields }) => [message, fields.correlationId])).to.deep.equal([
        ["step done", "signer-g1-deploy"],
        ["step failed", "signer-g1-deploy"],
      ]);
    }
  });
});
