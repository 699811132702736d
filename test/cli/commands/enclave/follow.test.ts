import { expect } from "chai";
import { follow, isSettled } from "../../../../cli/commands/enclave/follow";
import type { RequestStore } from "../../../../cli/commands/enclave/request-store";
import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import { commandContext, failureOf } from "../../../support/command-context";
import { request as enclaveRequest } from "../../../support/request-fixture";

/** A store whose request is another one at each look; the last one stays. */
function storeOf(...states: readonly EnclaveRequest[]): RequestStore {
  let look = 0;
  return { get: async () => states[Math.min(look++, states.length - 1)] } as unknown as RequestStore;
}

describe("follow", () => {
  it("tells each status once, with the time since the beginning", async () => {
    const context = commandContext();
    const deploying = enclaveRequest({ status: "DEPLOYING" });
    const store = storeOf(enclaveRequest(), deploying, deploying, enclaveRequest({ status: "DEPLOYED" }));
    await follow(context, store, "signer", 10);
    expect(context.said.lines.slice(0, 3)).to.deep.equal([
      "    0.0 s  PENDING",
      "    0.5 s  DEPLOYING",
      "    1.5 s  DEPLOYED",
    ]);
  });

  it("tells the place of who waits for its turn, and each that it moves up", async () => {
    const context = commandContext();
    const third = { position: 3, of: 9, expectedStart: "2026-01-31T12:05:40.000Z" };
    const store = storeOf(
      enclaveRequest({ queue: third }),
      enclaveRequest({ queue: { ...third, expectedStart: "2026-01-31T12:06:00.000Z" } }),
      enclaveRequest({ queue: { ...third, position: 1 } }),
      enclaveRequest({ status: "DEPLOYED" }),
    );
    await follow(context, store, "signer", 10);
    expect(context.said.lines.slice(0, 3)).to.deep.equal([
      "    0.0 s  PENDING, 3 of 9 in line, expected to start about 12:05 UTC",
      "    1.0 s  PENDING, 1 of 9 in line, expected to start about 12:05 UTC",
      "    1.5 s  DEPLOYED",
    ]);
  });

  it("fails with the reason when the request does not become what its requester wants", async () => {
    const reason = {
      error: "RequestRejected",
      message: "the request has 1 fault",
      details: ["spec.vcpus is 3"],
    } as const;
    const store = storeOf(enclaveRequest({ status: "REJECTED", reason }));
    const error = await failureOf(follow(commandContext(), store, "signer", 10));
    expect(error).to.deep.include({ name: "RequestRejected", details: ["spec.vcpus is 3"] });
    expect(error.message).to.equal("request signer is REJECTED: the request has 1 fault");
  });

  it("gives up after the time it was given", async () => {
    const error = await failureOf(follow(commandContext(), storeOf(enclaveRequest()), "signer", 2));
    expect(error).to.include({
      name: "WaitTimedOut",
      message: "request signer is still PENDING after 2 s: it goes on; wait again with `fleet enclave wait`",
    });
  });
});

describe("isSettled", () => {
  it("does not take an older generation's status for the newest one's", () => {
    expect(isSettled(enclaveRequest({ status: "DEPLOYED", generation: 2, statusGeneration: 1 }))).to.equal(
      false,
    );
    expect(isSettled(enclaveRequest({ status: "DEPLOYED", generation: 2, statusGeneration: 2 }))).to.equal(
      true,
    );
    expect(isSettled(enclaveRequest({ status: "DESTROYING" }))).to.equal(false);
  });
});
