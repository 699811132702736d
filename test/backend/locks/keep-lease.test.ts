import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { leaseKey, lockPrefix } from "../../../backend/layout";
import { keepLease } from "../../../backend/locks/keep-lease";
import { type HeldLease, Lease, readLease } from "../../../backend/locks/lease";
import { putLock, releaseLock } from "../../../backend/locks/locks";
import type { FleetError } from "../../../contracts/errors";
import { eventually } from "../../support/eventually";
import { holder, lockHolder } from "../../support/holders";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const OWN = { ...STACK, key: `${lockPrefix(STACK)}own.json`, holder: lockHolder() };

/** Of a lease in these tests, in seconds. */
const TTL = 0.4;

describe("keepLease", () => {
  let bucket: MemoryBucket;
  let lease: HeldLease;
  let losses: FleetError[];
  let stop: () => Promise<void>;
  beforeEach(() => {
    bucket = memoryBucket();
    losses = [];
    return begin("a", TTL);
  });
  afterEach(() => stop());

  async function begin(id: string, ttlSeconds: number): Promise<void> {
    lease = await take(id, ttlSeconds);
    stop = keepLease({
      bucket,
      stack: STACK,
      lease,
      interval: 5,
      grace: 1,
      isOwn: ({ pid }) => pid === OWN.holder.pid,
      onLost: (error) => losses.push(error),
      onNotice: () => undefined,
    });
  }

  async function take(id: string, ttlSeconds = TTL): Promise<HeldLease> {
    const outcome = await new Lease(bucket, STACK, holder({ id })).take(
      { operation: "up", ttlSeconds },
      async () => true,
    );
    if (!("taken" in outcome)) {
      throw new Error("the lease was not taken");
    }
    return outcome.taken;
  }

  const lost = async () => {
    await eventually("the lease is lost", () => losses.length > 0, 5);
    await stop();
    return losses.map(({ name, message }) => `${name}: ${message}`);
  };

  it("renews the lease, so that nobody finds it over", async () => {
    const observer = new Lease(bucket, STACK, holder({ id: "b" }));
    for (let looks = 0; looks < 12; looks++) {
      expect(await observer.take({ operation: "up" }, async () => false)).to.have.property("heldBy");
      await sleep((TTL * 1000) / 8);
    }
    expect(losses).to.deep.equal([]);
  });

  it("lets it end when it is stopped", async () => {
    await stop();
    const observer = new Lease(bucket, STACK, holder({ id: "b" }));
    await eventually("it is over", async () => {
      return "taken" in (await observer.take({ operation: "up" }, async () => false));
    });
    expect(losses).to.deep.equal([]);
  });

  it("notes the engine's lock in the lease at once", async () => {
    await putLock(bucket, OWN);
    await eventually(
      "the lease names it",
      async () => (await readLease(bucket, STACK))?.record?.lock?.key === OWN.key,
      5,
    );
  });

  it("says by whom the lease was taken over", async () => {
    await take("b");
    expect(await lost()).to.deep.equal([
      "LeaseLost: up on base dev was killed: its lease was taken over by ada on desk (process 7) for up. When the stack is free, run `fleet recover` for it",
    ]);
  });

  it("says that an operator gave it back", async () => {
    const { record } = lease;
    bucket.put(leaseKey(STACK), JSON.stringify({ ...record, released: true }));
    expect(await lost()).to.deep.equal([
      "LeaseLost: up on base dev was killed: an operator has given its lease back. When the stack is free, run `fleet recover` for it",
    ]);
  });

  it("says who came in after `pulumi cancel`", async () => {
    await putLock(bucket, OWN);
    await eventually("the lock is noted", () => lease.record.lock !== undefined, 5);
    await putLock(bucket, { ...OWN, key: `${lockPrefix(STACK)}other.json`, holder: lockHolder({ pid: 8 }) });
    await releaseLock(bucket, OWN);
    expect(await lost()).to.deep.equal([
      "LeaseLost: up on base dev was killed: its lock was taken away (`pulumi cancel`), and another run has begun: base dev is locked by ada on desk (process 8) since 2026-01-31T12:00:00Z. When the stack is free, run `fleet recover` for it",
    ]);
  });

  it("gives up before the lease is over for others when S3 does not answer", async () => {
    await stop();
    await begin("long", 3);
    const observer = new Lease(bucket, STACK, holder({ id: "b" }));
    const look = async () => observer.take({ operation: "up" }, async () => false);
    await look();
    const { s3 } = bucket;
    const send = s3.send.bind(s3);
    s3.send = (() => Promise.reject(new Error("unreachable"))) as typeof s3.send;
    await eventually("it is lost", () => losses.length > 0, 5);
    s3.send = send;
    expect(await look()).to.have.property("heldBy");
    expect(losses.map(({ message }) => message)).to.deep.equal([
      "up on base dev was killed: its lease could not be renewed for 2 s: unreachable. When the stack is free, run `fleet recover` for it",
    ]);
  });

  it("gives up also when S3 never answers at all", async () => {
    bucket.s3.send = (() => new Promise(() => undefined)) as typeof bucket.s3.send;
    const [text] = await lost();
    expect(text).to.match(/could not be renewed for 0 s: no answer from S3 in 0\.03\d* s\./);
  });

  it("goes on when S3 is back in time", async () => {
    const { s3 } = bucket;
    const send = s3.send.bind(s3);
    const { beat } = lease.record;
    s3.send = (() => Promise.reject(new Error("unreachable"))) as typeof s3.send;
    await sleep((TTL * 1000) / 3);
    s3.send = send;
    await eventually("it is renewed", () => lease.record.beat > beat + 1, 5);
    expect(losses).to.deep.equal([]);
  });
});
