import { expect } from "chai";
import { promote } from "../../../../cli/commands/promotion/promote";
import { commandContext, failureOf } from "../../../support/command-context";

describe("promote", () => {
  it("refuses flags that exclude each other, and projects that nobody promotes", async () => {
    const both = await failureOf(
      promote(commandContext(), "dev", "staging", { approve: "id", execute: true }),
    );
    expect(both.name).to.equal("InvalidArgument");
    expect(both.message).to.equal("--plan, --approve and --execute exclude each other: give one of them");
    const enclave = await failureOf(promote(commandContext(), "dev", "staging", { project: "enclave" }));
    expect(enclave.name).to.equal("InvalidArgument");
  });
});
