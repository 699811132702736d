import { expect } from "chai";
import { CommanderError } from "commander";
import { report } from "../../cli/main";
import { FleetError } from "../../contracts/errors";

describe("report", () => {
  const told = (error: unknown, debug = false) => {
    const lines: string[] = [];
    const code = report(error, (text) => lines.push(text), debug);
    return { code, lines };
  };

  it("tells a known error with its details and without a stack trace", () => {
    const error = new FleetError("DeploymentFailed", "up failed", ["first", "second"]);
    expect(told(error)).to.deep.equal({ code: 1, lines: ["error: up failed", "  - first", "  - second"] });
  });

  it("says how to see where an unknown error comes from", () => {
    expect(told(new Error("boom"))).to.deep.equal({
      code: 1,
      lines: ["error: boom", "Set FLEET_DEBUG=1 to see where it comes from."],
    });
  });

  it("shows the stack trace when it is asked for", () => {
    expect(told(new Error("boom"), true).lines.join("\n")).to.match(/error: boom\nError: boom\n +at /);
  });

  it("gives refusal, interruption, timeout and usage a code of their own", () => {
    expect(told(new FleetError("OperationRefused", "")).code).to.equal(3);
    expect(told(new FleetError("DeploymentInterrupted", "")).code).to.equal(130);
    expect(told(new FleetError("WaitTimedOut", "")).code).to.equal(4);
    expect(told(new FleetError("InvalidEnvironment", "")).code).to.equal(2);
    expect(told(new CommanderError(1, "commander.unknownOption", "")).code).to.equal(2);
  });

  it("takes a shown help for success", () => {
    expect(told(new CommanderError(0, "commander.helpDisplayed", ""))).to.deep.equal({ code: 0, lines: [] });
  });
});
