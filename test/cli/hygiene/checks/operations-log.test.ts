import { expect } from "chai";
import { operationKey } from "../../../../backend/layout";
import { OperationsLog } from "../../../../backend/operations/operations-log";
import { operationsLog } from "../../../../cli/hygiene/checks/operations-log";
import { loggedOperation } from "../../../support/logged-operation";
import { type HygieneFixture, hygieneFixture } from "../hygiene-fixture";

const BASE = { project: "base", stack: "dev" } as const;
const ENCLAVE = { project: "enclave", stack: "vault" } as const;

describe("hygiene's check of operations logs", () => {
  let hygiene: HygieneFixture;
  beforeEach(async () => {
    hygiene = hygieneFixture();
    for (const stack of [BASE, BASE, ENCLAVE]) {
      await new OperationsLog(hygiene.bucket, stack).append(loggedOperation());
    }
  });

  it("counts logs and entries", async () => {
    expect(await operationsLog.run(hygiene)).to.deep.equal({ findings: [], facts: { logs: 2, entries: 3 } });
  });

  it("names the stack of an entry that was changed", async () => {
    const key = operationKey(BASE, 1);
    const entry = hygiene.bucket.text(key) ?? "";
    hygiene.bucket.put(key, entry.replace('"succeeded"', '"failed"'));
    const { findings } = await operationsLog.run(hygiene);
    const told = await new OperationsLog(hygiene.bucket, BASE).verify();
    expect(told).to.not.be.empty;
    expect(findings).to.deep.equal(told.map(({ message }) => `base dev: ${message}`));
  });

  it("names the stack of an entry that was removed", async () => {
    hygiene.bucket.purge(operationKey(ENCLAVE, 1));
    const { findings } = await operationsLog.run(hygiene);
    expect(findings.filter((finding) => finding.startsWith("enclave vault: "))).to.not.be.empty;
    expect(findings.filter((finding) => finding.startsWith("base dev: "))).to.deep.equal([]);
  });
});
