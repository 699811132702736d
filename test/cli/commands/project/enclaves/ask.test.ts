import { expect } from "chai";
import type { RequestStore } from "../../../../../cli/commands/enclave/request-store";
import { ask } from "../../../../../cli/commands/project/enclaves/ask";
import { FleetError } from "../../../../../contracts/errors";
import { commandContext, failureOf } from "../../../../support/command-context";
import { request } from "../../../../support/request-fixture";

function storeThat(change: RequestStore["change"]): RequestStore {
  return { change } as Partial<RequestStore> as RequestStore;
}

const ASKED = ["a", "b"].map((id) => ({ request: request({ id }), desiredState: "DESTROYED" as const }));

describe("ask", () => {
  it("writes a new generation of each, and leaves one alone that was changed meanwhile", async () => {
    const context = commandContext();
    const store = storeThat(async (one, { desiredState }) => {
      if (one.id === "a") {
        throw new FleetError("OperationRefused", "changed");
      }
      return { ...one, desiredState, generation: one.generation + 1 };
    });
    await ask(context, store, ASKED);
    expect(context.said.lines).to.deep.equal([
      "  a: was changed by somebody else meanwhile, and is left as they want it",
      "  b: asked for as DESTROYED (generation 2)",
    ]);
  });

  it("stops at what is not a race", async () => {
    const store = storeThat(async () => {
      throw new FleetError("BackendUnavailable", "no table");
    });
    expect(await failureOf(ask(commandContext(), store, ASKED))).to.include({ message: "no table" });
  });
});
