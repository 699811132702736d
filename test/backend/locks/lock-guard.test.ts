import { expect } from "chai";
import { lockPrefix } from "../../../backend/layout";
import { LockGuard } from "../../../backend/locks/lock-guard";
import { listLocks, putLock, releaseLock } from "../../../backend/locks/locks";
import { lockHolder } from "../../support/holders";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const OWN = { ...STACK, key: `${lockPrefix(STACK)}own.json`, holder: lockHolder() };
const OTHER = { ...STACK, key: `${lockPrefix(STACK)}other.json`, holder: lockHolder({ pid: 8 }) };

describe("LockGuard", () => {
  let bucket: MemoryBucket;
  let running: boolean;
  let leased: boolean;
  let notices: string[];
  let guard: LockGuard;
  beforeEach(() => {
    bucket = memoryBucket();
    running = true;
    leased = true;
    notices = [];
    guard = new LockGuard({
      bucket,
      stack: STACK,
      isOwn: ({ pid }) => running && pid === OWN.holder.pid,
      isLeased: async () => leased,
      onNotice: (text) => notices.push(text),
      grace: 1,
    });
  });

  const keys = async () => (await listLocks(bucket, STACK)).map(({ key }) => key);

  it("knows the lock of its engine among others'", async () => {
    await putLock(bucket, OTHER);
    await putLock(bucket, OWN);
    expect(await guard.check()).to.equal(undefined);
    expect(guard.own).to.include({ key: OWN.key, pid: 7 });
  });

  it("takes no other's lock for it", async () => {
    await putLock(bucket, OTHER);
    expect(await guard.check()).to.equal(undefined);
    expect(guard.own).to.equal(undefined);
  });

  it("puts it back when it is gone while the engine runs", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    expect(await guard.check()).to.equal(undefined);
    expect(await listLocks(bucket, STACK)).to.deep.equal([OWN]);
    expect(notices).to.deep.equal([
      "somebody took the lock of this run away (`pulumi cancel`), which does not stop it: it was put back",
    ]);
  });

  it("takes away again what it put back, once the engine has ended", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    await guard.check();
    running = false;
    expect(await guard.check()).to.equal(undefined);
    expect(await keys()).to.deep.equal([]);
    expect(guard.own).to.equal(undefined);
  });

  it("leaves it gone when the engine has released it and ends", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    const check = guard.check();
    running = false;
    expect(await check).to.equal(undefined);
    expect(await keys()).to.deep.equal([]);
  });

  it("leaves the lock of an engine that was killed: it tells what happened", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    running = false;
    await guard.check();
    await guard.end();
    expect(await keys()).to.deep.equal([OWN.key]);
  });

  it("tells of another one that took the stack meanwhile, and leaves that one's lock alone", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    await putLock(bucket, OTHER);
    expect(await guard.check()).to.deep.equal(OTHER);
    expect(await keys()).to.deep.equal([OTHER.key]);
  });

  it("stays when a contender sees that the lock is back, and goes", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    const { s3 } = bucket;
    const send = s3.send.bind(s3);
    let lists = 0;
    // The contender comes between our put and our second look, and has gone at the third.
    s3.send = (async (command: never) => {
      if ((command as object).constructor.name === "ListObjectsV2Command") {
        lists++;
        if (lists === 3) {
          await send(putOf(OTHER) as never);
        } else if (lists === 4) {
          bucket.delete(OTHER.key);
        }
      }
      return send(command);
    }) as typeof s3.send;
    expect(await guard.check()).to.equal(undefined);
    expect(await keys()).to.deep.equal([OWN.key]);
  });

  it("ignores a contender while its own lock is there", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await putLock(bucket, OTHER);
    expect(await guard.check()).to.equal(undefined);
    expect(await keys()).to.have.members([OWN.key, OTHER.key]);
  });

  it("puts nothing back when the lease was given back in its name", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    leased = false;
    expect(await guard.check()).to.equal("lost");
    expect(await keys()).to.deep.equal([]);
  });

  it("guards the lock of the next engine of the same run", async () => {
    await putLock(bucket, OWN);
    await guard.check();
    await releaseLock(bucket, OWN);
    running = false;
    await guard.check();
    running = true;
    const next = { ...OWN, key: `${lockPrefix(STACK)}next.json` };
    await putLock(bucket, next);
    await guard.check();
    expect(guard.own?.key).to.equal(next.key);
  });
});

function putOf({ key, holder }: typeof OTHER) {
  const { PutObjectCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  return new PutObjectCommand({ Bucket: "state", Key: key, Body: JSON.stringify(holder) });
}
