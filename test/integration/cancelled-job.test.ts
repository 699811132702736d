import { once } from "node:events";
import { expect } from "chai";
import { readLease } from "../../backend/locks/lease";
import { listLocks, type StackLock } from "../../backend/locks/locks";
import type { StateBucket } from "../../backend/state-bucket";
import { startStep } from "../support/cancelled-job";
import { eventually } from "../support/eventually";
import { expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { devStateBucket } from "../support/held-stack";

const STATE = { project: "state", stack: "dev" } as const;
/** As deploy-dev.yml has it, of a project that is quicker. */
const UP = "exec bin/fleet up state dev --wait 10m";

describe("a cancelled job", function () {
  this.timeout(600_000);
  let fleet: TestFleet;
  let bucket: StateBucket;
  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    bucket = devStateBucket(fleet);
  });
  after(() => fleet?.stop());

  async function lockOf(step: { readonly finished: Promise<unknown> }): Promise<StackLock> {
    let ended = false;
    step.finished.then(() => {
      ended = true;
    });
    let lock: StackLock | undefined;
    await eventually(
      "the step's engine has its lock",
      async () => {
        [lock] = await listLocks(bucket, STATE);
        return lock?.holder !== undefined || ended;
      },
      5,
    );
    if (!lock?.holder) {
      throw new Error("the step ended before it had a lock");
    }
    return lock;
  }

  it("leaves neither lock nor lease when its engine can finish what it has begun", async () => {
    const step = startStep(fleet, UP);
    await lockOf(step);
    const { code, stderr } = await step.cancel();
    expect(stderr).to.include("stopping: what has begun is finished first");
    expect(code).to.equal(130);
    expect(await listLocks(bucket, STATE)).to.deep.equal([]);
    expect((await readLease(bucket, STATE))?.record?.released).to.equal(true);
  });

  it("leaves neither, and ends, when nobody reads its output any longer", async () => {
    const run = fleet.start("up", "state", "dev");
    await lockOf(run);
    const ended = once(run.process, "exit");
    run.process.stdout?.destroy();
    run.process.stderr?.destroy();
    await ended;
    expect(await listLocks(bucket, STATE)).to.deep.equal([]);
    expect((await readLease(bucket, STATE))?.record?.released).to.equal(true);
  });

  it("leaves to the next job what it could not give back, which settles it", async () => {
    const step = startStep(fleet, UP);
    const lock = await lockOf(step);
    process.kill(Number(lock.holder?.pid), "SIGSTOP");
    await step.cancel();
    expect((await listLocks(bucket, STATE)).map(({ key }) => key)).to.deep.equal([lock.key]);

    const next = await startStep(fleet, "exec bin/fleet recover state dev --yes").finished;
    expect(next.code, `${next.stdout}\n${next.stderr}`).to.equal(0);
    expect(await listLocks(bucket, STATE)).to.deep.equal([]);
    expect((await readLease(bucket, STATE))?.record?.released).to.equal(true);
  });
});
