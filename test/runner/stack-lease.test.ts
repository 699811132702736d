import { expect } from "chai";
import { lockPrefix } from "../../backend/layout";
import { Lease, readLease } from "../../backend/locks/lease";
import { listLocks, putLock } from "../../backend/locks/locks";
import { FleetError } from "../../contracts/errors";
import { createLog } from "../../runner/log";
import { type StackLease, withStackLease } from "../../runner/stack-lease";
import { failureOf } from "../support/command-context";
import { holder, lockHolder, taskHolder } from "../support/holders";
import { type MemoryBucket, memoryBucket } from "../support/memory-bucket";

const STACK = { project: "enclave", stack: "vault" } as const;

describe("withStackLease", () => {
  let bucket: MemoryBucket;
  let status: string | undefined;
  beforeEach(() => {
    bucket = memoryBucket();
    status = "RUNNING";
  });

  const run = <Result>(work: (lease: StackLease) => Promise<Result>, signal = new AbortController().signal) =>
    withStackLease(
      {
        bucket,
        id: "vault",
        operation: "deploy",
        requestFence: 4,
        holder: taskHolder({ id: "mine" }),
        describeTask: async () => status,
        log: createLog({}, () => undefined),
        signal,
      },
      work,
    );
  const hold = (by = taskHolder({ id: "theirs" })) =>
    new Lease(bucket, STACK, by).take({ operation: "deploy" }, async () => false);
  const stored = async () => (await readLease(bucket, STACK))?.record;

  it("works with the lease, which names the request's fence, and gives it back", async () => {
    const fence = await run(async (lease) => {
      expect(await stored()).to.include({ released: false, operation: "deploy", requestFence: 4 });
      return lease.fence;
    });
    expect([fence, (await stored())?.released]).to.deep.equal([1, true]);
  });

  it("gives it back when the work fails, with the work's own error", async () => {
    const failed = new FleetError("DeploymentFailed", "broken");
    expect(await failureOf(run(() => Promise.reject(failed)))).to.equal(failed);
    expect((await stored())?.released).to.equal(true);
  });

  it("leaves the stack to a task that lives: it is tried again", async () => {
    await hold();
    const error = (await failureOf(run(async () => expect.fail("it ran")))) as FleetError;
    expect([error.name, error.message]).to.deep.equal([
      "StackLocked",
      'stack "vault" is in use: it is tried again',
    ]);
    expect(error.details[0]).to.match(
      /^task 0a1b of cluster hyperion-dev-runner since .* for deploy: task 0a1b is RUNNING$/,
    );
    expect((await stored())?.holder.id).to.equal("theirs");
  });

  it("takes over from a task that is STOPPED, with its lock", async () => {
    const outcome = await hold();
    const key = `${lockPrefix(STACK)}1.json`;
    await putLock(bucket, { ...STACK, key, holder: lockHolder() });
    await ("taken" in outcome && outcome.taken.renew({ key, pid: 7 }));
    status = "STOPPED";
    expect(await run(async ({ fence }) => fence)).to.equal(2);
    expect(await listLocks(bucket, STACK)).to.deep.equal([]);
    expect(await stored()).not.to.have.property("abandoned");
  });

  it("does nothing beside a person's lock, and gives the lease back", async () => {
    await putLock(bucket, { ...STACK, key: `${lockPrefix(STACK)}1.json`, holder: lockHolder() });
    expect((await failureOf(run(async () => expect.fail("it ran")))).name).to.equal("StackLocked");
    expect(await listLocks(bucket, STACK)).to.have.length(1);
    expect((await stored())?.released).to.equal(true);
  });

  it("stops watching the lease of somebody unknown when it is told to stop", async () => {
    await hold(holder({ id: "theirs" }));
    const reason = new FleetError("DeploymentInterrupted", "told to stop");
    const stop = new AbortController();
    const running = failureOf(run(async () => expect.fail("it ran"), stop.signal));
    setTimeout(() => stop.abort(reason), 20);
    expect(await running).to.equal(reason);
  });
});
