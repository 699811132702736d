import { hostname } from "node:os";
import { expect } from "chai";
import { lockPrefix } from "../../../backend/layout";
import { describeLock, listLocks, parseLock, releaseLock, takeLock } from "../../../backend/locks/locks";
import { failureOf } from "../../support/command-context";
import { lockHolder } from "../../support/holders";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const KEY = `${lockPrefix(STACK)}1.json`;

describe("listLocks", () => {
  let bucket: MemoryBucket;
  beforeEach(() => {
    bucket = memoryBucket();
    bucket.put(KEY, JSON.stringify(lockHolder()));
    bucket.put(".pulumi/locks/organization/base/prod/2.json", "{");
    bucket.put(".pulumi/locks/organization/enclave/vault/3.json", JSON.stringify(lockHolder()));
    bucket.put(".pulumi/locks/organization/somebody-elses/dev/4.json", JSON.stringify(lockHolder()));
  });

  it("lists a stack's", async () => {
    expect(await listLocks(bucket, STACK)).to.deep.equal([{ ...STACK, key: KEY, holder: lockHolder() }]);
  });

  it("lists a project's, a malformed one without a holder", async () => {
    expect(
      (await listLocks(bucket, { project: "base" })).map(({ stack, holder }) => [stack, holder]),
    ).to.deep.equal([
      ["dev", lockHolder()],
      ["prod", undefined],
    ]);
  });

  it("lists those of all our projects", async () => {
    const locks = await listLocks(bucket);
    expect(locks.map(({ project, stack }) => `${project} ${stack}`)).to.deep.equal([
      "base dev",
      "base prod",
      "enclave vault",
    ]);
  });

  it("leaves out what is gone by the time it is read", async () => {
    const send = bucket.s3.send.bind(bucket.s3);
    bucket.s3.send = (async (command: never) => {
      const answer = await send(command);
      bucket.delete(KEY);
      return answer;
    }) as typeof bucket.s3.send;
    expect(await listLocks(bucket, STACK)).to.deep.equal([]);
  });
});

describe("takeLock", () => {
  let bucket: MemoryBucket;
  beforeEach(() => {
    bucket = memoryBucket();
  });

  it("writes what Pulumi would, and goes when it is released", async () => {
    const lock = await takeLock(bucket, STACK);
    expect(await listLocks(bucket, STACK)).to.deep.equal([lock]);
    expect(lock.holder).to.include({ pid: process.pid, hostname: hostname() });
    await releaseLock(bucket, lock);
    await releaseLock(bucket, lock);
    expect(await listLocks(bucket, STACK)).to.deep.equal([]);
  });

  it("is refused beside another lock, and leaves none", async () => {
    bucket.put(KEY, JSON.stringify(lockHolder()));
    const error = await failureOf(takeLock(bucket, STACK));
    expect([error.name, error.message, (error as { details?: unknown }).details]).to.deep.equal([
      "StackLocked",
      "base dev is locked: wait for its owner, or look at it with `fleet lock list`",
      ["base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z"],
    ]);
    expect((await listLocks(bucket, STACK)).map(({ key }) => key)).to.deep.equal([KEY]);
  });

  it("never lets in two who come at once", async () => {
    const taken = await Promise.allSettled(Array.from({ length: 10 }, () => takeLock(bucket, STACK)));
    const inside = taken.filter(({ status }) => status === "fulfilled").length;
    expect(inside).to.be.at.most(1);
    expect(await listLocks(bucket, STACK)).to.have.length(inside);
  });
});

describe("parseLock", () => {
  it("reads what Pulumi writes", () => {
    expect(parseLock(JSON.stringify(lockHolder()))).to.deep.equal(lockHolder());
  });

  it("is none for anything else", () => {
    for (const text of ["", "{", "null", "[]", "{}", JSON.stringify({ ...lockHolder(), pid: "7" })]) {
      expect(parseLock(text), text).to.equal(undefined);
    }
  });
});

describe("describeLock", () => {
  it("tells since when who holds it", () => {
    expect(describeLock({ ...STACK, key: KEY, holder: lockHolder() })).to.equal(
      "base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z",
    );
  });

  it("says where a malformed one is", () => {
    expect(describeLock({ ...STACK, key: KEY })).to.equal(
      `base dev has a lock that cannot be read: look at ${KEY} in the state bucket`,
    );
  });
});
