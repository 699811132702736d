import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { lockPrefix } from "../../backend/layout";
import { currentHolder } from "../../backend/locks/holder";
import { type HeldLease, Lease, readLease } from "../../backend/locks/lease";
import { listLocks, putLock, releaseLock } from "../../backend/locks/locks";
import { isRunning } from "../../backend/locks/running-process";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { StateBucket } from "../../backend/state-bucket";
import { eventually } from "../support/eventually";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { devStateBucket, holdStack } from "../support/held-stack";
import { holder, lockHolder, taskHolder } from "../support/holders";

const STATE = { project: "state", stack: "dev" } as const;
const VAULT = { project: "enclave", stack: "vault" } as const;
const UP = ["up", "state", "dev"] as const;

describe("locks and leases", function () {
  this.timeout(120_000);
  let fleet: TestFleet;
  let bucket: StateBucket;
  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    bucket = devStateBucket(fleet);
  });
  after(() => fleet.stop());
  afterEach(async () => {
    for (const stack of [STATE, VAULT]) {
      const { key } = (await readLease(bucket, stack)) ?? {};
      if (key) {
        await releaseLock(bucket, { key });
      }
    }
    for (const lock of await listLocks(bucket)) {
      await releaseLock(bucket, lock);
    }
  });

  const isFree = async (stack = STATE as typeof STATE | typeof VAULT) =>
    (await listLocks(bucket, stack)).length === 0 &&
    (await readLease(bucket, stack))?.record?.released !== false;
  const lastEntry = async (stack: typeof STATE | typeof VAULT) =>
    (await new OperationsLog(bucket, stack).entries()).at(-1);

  async function lease(stack: typeof STATE | typeof VAULT, by = currentHolder()): Promise<HeldLease> {
    const outcome = await new Lease(bucket, stack, by).take({ operation: "up" }, async () => true);
    if (!("taken" in outcome)) {
      throw new Error("the lease was not taken");
    }
    return outcome.taken;
  }

  it("lets one of two `up` run, tells the other one who has the stack and since when, and lets a third one wait", async () => {
    const first = await holdStack(fleet, STATE, ...UP);
    const second = await fleet.run(...UP);
    expect(second.code).to.equal(1);
    const { record } = (await readLease(bucket, STATE)) ?? {};
    expect(second.stderr).to.equal(
      [
        "error: state dev is in use: wait for it, for instance with --wait 10m",
        `  - ${record?.holder.user} on ${record?.holder.host} (process ${record?.holder.pid}) since ${record?.takenAt} for up: process ${record?.holder.pid} runs on this host`,
        "",
      ].join("\n"),
    );
    const third = fleet.start(...UP, "--wait", "1m");
    let waiting = "";
    third.process.stdout?.on("data", (chunk) => {
      waiting += chunk;
    });
    await eventually("the third says whom it waits for", () => waiting.includes("state dev: waiting for"));
    first.resume();
    expectSuccess(await first.finished);
    expectSuccess(await third.finished);
    expect(await isFree()).to.equal(true);
    expect((await readLease(bucket, STATE))?.record?.fence).to.equal(Number(record?.fence) + 1);
    const entries = await new OperationsLog(bucket, STATE).entries();
    expect(entries.slice(-3).map(({ operation, outcome }) => `${operation} ${outcome}`)).to.deep.equal([
      "up refused",
      "up succeeded",
      "up succeeded",
    ]);
  });

  it("waits for a `pulumi up` beside it, and not for ever", async () => {
    const key = `${lockPrefix(STATE)}plain.json`;
    await putLock(bucket, { ...STATE, key, holder: lockHolder() });
    const refused = await fleet.run(...UP, "--wait", "1s");
    expect([refused.code, refused.stderr]).to.deep.equal([
      1,
      [
        "error: state dev is in use, also after 1.0 s: wait for it, for instance with --wait 10m, or look at it with `fleet lock list`",
        "  - state dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z: it runs on desk: ask there",
        "",
      ].join("\n"),
    ]);
    const waiting = fleet.start(...UP, "--wait", "1m");
    await eventually("it has the lease", async () => !(await readLease(bucket, STATE))?.record?.released);
    await sleep(500);
    await releaseLock(bucket, { key });
    expectSuccess(await waiting.finished);
    expect(await isFree()).to.equal(true);
  });

  it("puts the lock back that `pulumi cancel` took from a living run", async () => {
    const run = await holdStack(fleet, STATE, ...UP);
    await eventually("the lease names the lock", async () => {
      const { record } = (await readLease(bucket, STATE)) ?? {};
      return record?.lock?.key === run.lock.key;
    });
    await releaseLock(bucket, run.lock);
    await eventually("the lock is back", async () => (await listLocks(bucket, STATE)).length === 1);
    expect((await listLocks(bucket, STATE))[0]).to.deep.equal(run.lock);
    run.resume();
    const { stderr } = expectSuccess(await run.finished);
    expect(stderr).to.equal(
      "somebody took the lock of this run away (`pulumi cancel`), which does not stop it: it was put back\n",
    );
    expect(await isFree()).to.equal(true);
  });

  it("kills its engine when another run began after `pulumi cancel`", async () => {
    const run = await holdStack(fleet, STATE, ...UP);
    await eventually("the lease names the lock", async () => {
      const { record } = (await readLease(bucket, STATE)) ?? {};
      return record?.lock?.key === run.lock.key;
    });
    const key = `${lockPrefix(STATE)}intruder.json`;
    await putLock(bucket, { ...STATE, key, holder: lockHolder() });
    await releaseLock(bucket, run.lock);
    const { code, stderr } = await run.finished;
    expect(isRunning(run.pid)).to.equal(false);
    expect([code, stderr]).to.deep.equal([
      1,
      "error: up on state dev was killed: its lock was taken away (`pulumi cancel`), and another run has begun: state dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z. When the stack is free, run `fleet recover` for it\n",
    ]);
    expect((await listLocks(bucket, STATE)).map((lock) => lock.key)).to.deep.equal([key]);
  });

  it("knows the lock and lease of a killed run, and releases them once", async () => {
    const run = await holdStack(fleet, STATE, ...UP);
    run.kill();
    process.kill(run.pid, "SIGKILL");
    await run.finished;
    const listed = JSON.parse(expectSuccess(await fleet.run("lock", "list", "dev", "--json")).stdout);
    expect(
      listed[0].locks.map(({ kind, state }: Record<string, string>) => `${kind} ${state}`),
    ).to.deep.equal(["lease dead", "lock dead"]);
    const refused = await fleet.run(...UP);
    expect(refused.stderr).to.contain("state dev is in use: its run was killed: run `fleet recover` for it");
    const released = JSON.parse(
      expectSuccess(await fleet.run("lock", "release", "state", "dev", "--json")).stdout,
    );
    expect(released.released).to.have.length(1);
    expect(await isFree()).to.equal(true);
    const again = JSON.parse(
      expectSuccess(await fleet.run("lock", "release", "state", "dev", "--json")).stdout,
    );
    expect([again.released, again.remaining]).to.deep.equal([[], []]);
    expectSuccess(await fleet.run(...UP));
  });

  it("releases nothing of a living owner, not even by force, and records that", async () => {
    const held = await lease(VAULT);
    const { code, stderr } = await fleet.run(
      ...["lock", "release", "enclave", "dev", "--stack", "vault", "--force", "--reason", "impatient"],
    );
    expect([code, stderr.split("\n")[0]]).to.deep.equal([
      3,
      "error: enclave vault stays locked: its owner is alive, and would go on beside the next one. Wait for it, or stop it and run this again",
    ]);
    expect(await held.renew()).to.equal(true);
    expect(await lastEntry(VAULT)).to.include({ operation: "lock release", outcome: "refused" });
    await held.release();
  });

  it("releases a person's lock only by force and with a reason, which is recorded", async () => {
    await putLock(bucket, { ...VAULT, key: `${lockPrefix(VAULT)}ada.json`, holder: lockHolder() });
    const release = ["lock", "release", "enclave", "dev", "--stack", "vault"] as const;
    const refused = await fleet.run(...release);
    expect([refused.code, refused.stderr]).to.deep.equal([
      3,
      [
        'error: enclave vault stays locked: nobody here can tell whether its owner is dead. When you know that it is, run `fleet lock release enclave dev --stack vault --force --reason "<why>"`',
        "  - enclave vault is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z: it runs on desk: ask there",
        "",
      ].join("\n"),
    ]);
    const withoutReason = await fleet.run(...release, "--force");
    expect([withoutReason.code, withoutReason.stderr]).to.deep.equal([
      2,
      'error: --force needs --reason "<why>": it goes into the operations log\n',
    ]);
    expect(await listLocks(bucket, VAULT)).to.have.length(1);
    expectSuccess(await fleet.run(...release, "--force", "--reason", "her laptop is lost"));
    expect(await isFree(VAULT)).to.equal(true);
    expect(await lastEntry(VAULT)).to.include({
      operation: "lock release",
      outcome: "succeeded",
      reason:
        "released: enclave vault is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z; forced: her laptop is lost",
    });
  });

  it("says of a malformed lock where it is, to `up` and in the list", async () => {
    const key = `${lockPrefix(STATE)}broken.json`;
    await bucket.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: "{" }));
    const line = `state dev has a lock that cannot be read: look at ${key} in the state bucket: it cannot be read, so nobody can be asked`;
    const { code, stderr } = await fleet.run(...UP);
    expect([code, stderr.split("\n")[1]]).to.deep.equal([1, `  - ${line}`]);
    const { stdout } = expectSuccess(await fleet.run("lock", "list", "dev"));
    expect(stdout).to.contain(
      "state dev  lock  cannot be read      unknown: it cannot be read, so nobody can be asked",
    );
    const refused = await fleet.run("lock", "release", "state", "dev");
    expect([refused.code, refused.stderr.split("\n")[1]]).to.deep.equal([3, `  - ${line}`]);
  });

  it("releases the lock of a task only after ECS says that it is STOPPED", async () => {
    const ecs = new ECSClient(clientConfiguration(fleet));
    const cluster = "hyperion-dev-runner";
    await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
    const family = "runner";
    const containerDefinitions = [{ name: "runner", image: "runner", memory: 64 }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
    const { tasks: [task] = [] } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition: family }));
    const arn = task?.taskArn ?? "";
    const held = await lease(VAULT, taskHolder({ task: { cluster, arn } }));
    const lock = {
      ...VAULT,
      key: `${lockPrefix(VAULT)}task.json`,
      holder: lockHolder({ hostname: "ip-10-0-0-7" }),
    };
    await putLock(bucket, lock);
    await held.renew({ key: lock.key, pid: 7 });
    const release = ["lock", "release", "enclave", "dev", "--stack", "vault"] as const;
    const refused = await fleet.run(...release);
    expect([refused.code, refused.stderr]).to.match(/its owner is alive/);
    expect(await listLocks(bucket, VAULT)).to.have.length(1);
    await ecs.send(new StopTaskCommand({ cluster, task: arn }));
    const { stdout } = expectSuccess(await fleet.run(...release));
    expect(stdout).to.contain(`dead: task ${arn.split("/").at(-1)} is STOPPED`);
    expect(await isFree(VAULT)).to.equal(true);
  });

  it("leaves no lock, and one record each, when two operators release at once", async () => {
    await lease(VAULT, holder({ id: "gone" }));
    await putLock(bucket, { ...VAULT, key: `${lockPrefix(VAULT)}ada.json`, holder: lockHolder() });
    const before = (await new OperationsLog(bucket, VAULT).entries()).length;
    const release = ["lock", "release", "enclave", "dev", "--stack", "vault", "--force", "--reason", "both"];
    for (const finished of await Promise.all([fleet.run(...release), fleet.run(...release)])) {
      expectSuccess(finished);
    }
    expect(await isFree(VAULT)).to.equal(true);
    const entries = (await new OperationsLog(bucket, VAULT).entries()).slice(before);
    expect(entries.map(({ operation, outcome }) => `${operation} ${outcome}`)).to.deep.equal([
      "lock release succeeded",
      "lock release succeeded",
    ]);
  });
});
