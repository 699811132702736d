import { expect } from "chai";
import { lockPrefix } from "../../backend/layout";
import { type HeldLease, Lease } from "../../backend/locks/lease";
import { listLocks, putLock } from "../../backend/locks/locks";
import { releaseAbandonedLocks } from "../../runner/abandoned-locks";
import { createLog } from "../../runner/log";
import { holder, lockHolder, taskHolder } from "../support/holders";
import { type MemoryBucket, memoryBucket } from "../support/memory-bucket";

const STACK = { project: "enclave", stack: "vault" } as const;
const KEY = `${lockPrefix(STACK)}1.json`;

describe("releaseAbandonedLocks", () => {
  let bucket: MemoryBucket;
  let asked: number;
  beforeEach(() => {
    bucket = memoryBucket();
    asked = 0;
  });

  /** The lease in the hands of a new run, after one that was killed while it held lock {@link KEY}. */
  async function afterKilledRun(noted = true): Promise<HeldLease> {
    const killed = await taken(taskHolder({ id: "killed" }));
    if (noted) {
      await killed.renew({ key: KEY, pid: 7 });
    }
    return taken(taskHolder({ id: "next" }));
  }

  async function taken(by = holder()): Promise<HeldLease> {
    const outcome = await new Lease(bucket, STACK, by).take({ operation: "deploy" }, async () => true);
    if (!("taken" in outcome)) {
      throw new Error("the lease was not taken");
    }
    return outcome.taken;
  }

  async function outcome(lease: HeldLease, status: string | undefined) {
    const describeTask = async () => {
      asked++;
      return status;
    };
    const error = await releaseAbandonedLocks(
      bucket,
      lease,
      STACK,
      describeTask,
      createLog({}, () => undefined),
    ).then(
      () => undefined,
      (failure) => [failure.name, failure.message, failure.details],
    );
    return { error, left: (await listLocks(bucket, STACK)).map(({ key }) => key) };
  }

  const lock = (given: Parameters<typeof lockHolder>[0] = {}, key = KEY) =>
    putLock(bucket, { ...STACK, key, holder: lockHolder(given) });
  const refused = (...details: readonly string[]) => [
    "StackLocked",
    'stack "vault" is locked, and the owner is not known to be dead: it is tried again; when nobody works on it, let an operator look at `fleet lock show`',
    details,
  ];

  it("asks ECS nothing where there is no lock", async () => {
    expect(await outcome(await afterKilledRun(), "STOPPED")).to.deep.equal({ error: undefined, left: [] });
    expect(asked).to.equal(0);
  });

  it("releases the lock of an earlier run whose task is STOPPED, and forgets that run", async () => {
    const lease = await afterKilledRun();
    await lock();
    expect(await outcome(lease, "STOPPED")).to.deep.equal({ error: undefined, left: [] });
    expect(lease.record.abandoned).to.equal(undefined);
  });

  it("releases it also when ECS has forgotten the task", async () => {
    const lease = await afterKilledRun();
    await lock();
    expect((await outcome(lease, "MISSING")).left).to.deep.equal([]);
  });

  it("knows it by host and time when the run was killed before it could note it", async () => {
    const lease = await afterKilledRun(false);
    await lock({ hostname: "ip-10-0-0-7", timestamp: new Date().toISOString() });
    expect((await outcome(lease, "STOPPED")).left).to.deep.equal([]);
  });

  for (const status of ["RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "PENDING"]) {
    it(`leaves it while the task is ${status}`, async () => {
      const lease = await afterKilledRun();
      await lock();
      expect(await outcome(lease, status)).to.deep.equal({
        error: refused(
          `enclave vault is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z: task 0a1b is ${status}`,
        ),
        left: [KEY],
      });
    });
  }

  it("leaves it when ECS cannot be asked", async () => {
    const lease = await afterKilledRun();
    await lock();
    expect((await outcome(lease, undefined)).left).to.deep.equal([KEY]);
  });

  it("leaves a person's lock, and every lock beside it", async () => {
    const lease = await afterKilledRun();
    await lock();
    const other = `${lockPrefix(STACK)}2.json`;
    await lock({}, other);
    expect(await outcome(lease, "STOPPED")).to.deep.equal({
      error: refused(
        "enclave vault is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z: it runs on desk: ask there",
      ),
      left: [KEY, other],
    });
  });

  it("leaves a lock of the task's host that is older than the run", async () => {
    const lease = await afterKilledRun(false);
    await lock({ hostname: "ip-10-0-0-7", timestamp: "2026-01-31T12:00:00Z" });
    expect((await outcome(lease, "STOPPED")).left).to.deep.equal([KEY]);
  });

  it("leaves what it cannot read", async () => {
    const lease = await afterKilledRun();
    bucket.put(KEY, "{");
    expect(await outcome(lease, "STOPPED")).to.deep.equal({
      error: refused(
        `enclave vault has a lock that cannot be read: look at ${KEY} in the state bucket: it cannot be read, so nobody can be asked`,
      ),
      left: [KEY],
    });
  });
});
