import { expect } from "chai";
import { showRequest } from "../../../../cli/commands/enclave/show";
import type { EnclaveOutputs, EnclaveRequest, Reason } from "../../../../contracts/enclave-request";
import { commandContext } from "../../../support/command-context";
import { request, SPEC } from "../../../support/request-fixture";

describe("showRequest", () => {
  function reasonLines(error: Reason["error"]): readonly string[] {
    const context = commandContext();
    showRequest(
      context.output,
      request({ status: "FAILED", reason: { error, message: "so it was", details: ["one"] } }),
    );
    const { lines } = context.said;
    return lines.slice(lines.findIndex((line) => line.includes("so it was")));
  }

  it("says what its requester does where the requester can mend it", () => {
    expect(reasonLines("RequestRejected")).to.deep.equal([
      "  RequestRejected: so it was",
      "    - one",
      "  what to do: correct what the details name, and ask again",
    ]);
  });

  it("says that it was the end of the lifetime which asked for the destruction, until something else is asked for", () => {
    const wanted = (generation: number) => {
      const context = commandContext();
      showRequest(context.output, request({ generation, desiredState: "DESTROYED", expiredGeneration: 2 }));
      return context.said.lines.find((line) => line.trim().startsWith("wanted"))?.trim();
    };
    expect(wanted(2)).to.equal("wanted   DESTROYED (generation 2, its lifetime is over)");
    expect(wanted(3)).to.equal("wanted   DESTROYED (generation 3)");
  });

  it("leads the platform team on where it is theirs", () => {
    expect(reasonLines("TaskNotStarted")).to.deep.equal([
      "  TaskNotStarted: so it was",
      "    - one",
      "  what to do: ask again; if it comes back, tell the platform team",
      "  for the platform team: docs/runbook.md#tasknotstarted",
    ]);
  });

  it("says when a deployed host is of another type than the request's own", () => {
    const shown = (instanceType: string, change: Partial<EnclaveRequest> = {}) => {
      const context = commandContext();
      const outputs = { instanceType } as EnclaveOutputs;
      const deployed = { status: "DEPLOYED", statusGeneration: 1, outputs } as const;
      showRequest(context.output, request({ ...deployed, ...change }));
      return context.said.lines.find((line) => line.trim().startsWith("instanceType"))?.trim();
    };
    expect(shown("c6i.xlarge")).to.equal("instanceType  c6i.xlarge");
    expect(shown("m6i.xlarge")).to.equal("instanceType  m6i.xlarge (AWS had no c6i.xlarge)");
    expect(shown("m6i.xlarge", { spec: { ...SPEC, instanceType: "m6i.xlarge" } })).to.equal(
      "instanceType  m6i.xlarge",
    );
    // of a generation whose spec the row no longer has
    expect(shown("m6i.xlarge", { generation: 2 })).to.equal("instanceType  m6i.xlarge");
  });

  it("says which place a request has that waits for its turn", () => {
    const context = commandContext();
    const queue = { position: 3, of: 12, expectedStart: "2026-01-31T12:05:40.000Z" };
    showRequest(context.output, request({ queue }));
    expect(context.said.lines).to.include("  waits    3 of 12 in line, expected to start about 12:05 UTC");
  });
});
