import { expect } from "chai";
import { operationKey, operationsHeadKey } from "../../../backend/layout";
import { OperationsLog } from "../../../backend/operations/operations-log";
import { loggedOperation } from "../../support/logged-operation";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const HEAD = operationsHeadKey(STACK);

describe("OperationsLog", () => {
  let bucket: MemoryBucket;
  let log: OperationsLog;
  beforeEach(() => {
    bucket = memoryBucket();
    log = new OperationsLog(bucket, STACK);
  });

  it("chains one entry to the other, and names the newest in its head", async () => {
    const first = await log.append(loggedOperation());
    const second = await log.append(loggedOperation({ operation: "destroy" }));

    expect([first.sequence, first.previous]).to.deep.equal([1, null]);
    expect([second.sequence, second.previous]).to.deep.equal([2, first.hash]);
    expect([...bucket.objects.keys()]).to.deep.equal([
      ".fleet/operations/base/dev/0000000001.json",
      ".fleet/operation-heads/base/dev.json",
      ".fleet/operations/base/dev/0000000002.json",
    ]);
    expect(JSON.parse(bucket.text(HEAD) ?? "")).to.deep.equal({ sequence: 2, hash: second.hash });
    expect(await log.entries()).to.deep.equal([first, second]);
    expect(await log.verify()).to.deep.equal([]);
  });

  it("keeps a log for each stack", async () => {
    const other = new OperationsLog(bucket, { project: "enclave", stack: "dev" });
    await log.append(loggedOperation());
    expect(await other.append(loggedOperation())).to.include({ sequence: 1, project: "enclave" });
    expect(await log.entries()).to.have.length(1);
  });

  it("takes every entry of writers that come at the same time, each once", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `writer ${index}`);
    await Promise.all(
      names.map((operation) => new OperationsLog(bucket, STACK).append(loggedOperation({ operation }))),
    );

    const entries = await log.entries();
    expect(entries.map(({ operation }) => operation)).to.have.members(names);
    expect(JSON.parse(bucket.text(HEAD) ?? "").sequence).to.equal(names.length);
    expect(await log.verify()).to.deep.equal([]);
  });

  it("goes on after a writer that was killed before it moved the head", async () => {
    await log.append(loggedOperation());
    const head = bucket.objects.get(HEAD);
    await log.append(loggedOperation({ operation: "killed" }));
    bucket.objects.set(HEAD, head ?? []);

    expect(await log.verify()).to.deep.equal([]);
    expect(await log.append(loggedOperation())).to.include({ sequence: 3 });
    expect(await log.verify()).to.deep.equal([]);
  });

  it("finds its end without a head, and does not write over what cannot be read", async () => {
    await log.append(loggedOperation());
    bucket.put(operationKey(STACK, 2), "{}");
    bucket.purge(HEAD);

    expect(await log.append(loggedOperation())).to.include({ sequence: 3 });
    expect((await log.entries()).map(({ sequence }) => sequence)).to.deep.equal([1, 3]);
    expect(bucket.text(operationKey(STACK, 2))).to.equal("{}");
  });

  it("reads only what was written since a time", async () => {
    await log.append(loggedOperation({ operation: "old" }));
    bucket.setTime(new Date("2026-02-01T12:00:00Z"));
    await log.append(loggedOperation({ operation: "new" }));

    const entries = await log.entries(new Date("2026-02-01T00:00:00Z"));
    expect(entries.map(({ operation }) => operation)).to.deep.equal(["new"]);
  });
});
