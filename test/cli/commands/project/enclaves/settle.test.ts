import { expect } from "chai";
import { settle } from "../../../../../cli/commands/project/enclaves/settle";
import { commandContext, failureOf } from "../../../../support/command-context";
import { request } from "../../../../support/request-fixture";
import { changingStore } from "../../../../support/request-stores";

const asked = (id: string, status: "PENDING" | "DEPLOYING" | "DEPLOYED", statusGeneration = 2) =>
  request({ id, status, generation: 2, statusGeneration });

describe("settle", () => {
  it("tells what becomes of each until all are settled, nothing of older generations", async () => {
    const context = commandContext();
    const store = changingStore(
      [asked("a", "DEPLOYED", 1), asked("b", "DEPLOYED", 1), request({ id: "other" })],
      [asked("a", "DEPLOYING"), asked("b", "DEPLOYED")],
      [asked("a", "DEPLOYED"), asked("b", "DEPLOYED")],
    );
    const settled = await settle(context, store, ["b", "a"], 10);
    expect(settled.map(({ id }) => id)).to.deep.equal(["a", "b"]);
    expect(context.said.lines).to.deep.equal([
      "    1.0 s  a  DEPLOYING",
      "    1.0 s  b  DEPLOYED",
      "    2.0 s  a  DEPLOYED",
    ]);
  });

  it("names those that are not settled in time", async () => {
    const store = changingStore([asked("a", "DEPLOYING"), asked("b", "DEPLOYED")]);
    const error = await failureOf(settle(commandContext(), store, ["a", "b"], 2));
    expect(error).to.deep.include({
      name: "WaitTimedOut",
      message:
        "1 of 2 enclaves are not settled after 2 s: the pipeline goes on; look at them with `fleet enclave list`, or run this again",
      details: ["a is DEPLOYING"],
    });
  });
});
