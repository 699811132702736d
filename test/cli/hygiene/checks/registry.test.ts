import { readFileSync } from "node:fs";
import { expect } from "chai";
import { withRemedy } from "../../../../cli/hygiene/checks/registry";

const SIGNER = { project: "enclave", stack: "signer" } as const;

describe("hygiene: registry", () => {
  it("sends for a record to the command that mends it, and for a host to the runbook", () => {
    expect(withRemedy({ stack: SIGNER, fault: "stale", told: "not as in its state: tags" }, "dev")).to.equal(
      "enclave signer: stale: not as in its state: tags: `fleet doctor registry dev --fix`",
    );
    expect(withRemedy({ stack: SIGNER, fault: "cloud", told: "nobody has it" }, "dev")).to.equal(
      "enclave signer: cloud: nobody has it: docs/runbook.md#a-host-that-no-workspace-has",
    );
    expect(readFileSync("docs/runbook.md", "utf8")).to.include("\n### A host that no workspace has\n");
  });
});
