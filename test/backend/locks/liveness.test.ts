import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname, userInfo } from "node:os";
import { expect } from "chai";
import { currentHolder } from "../../../backend/locks/holder";
import { lockingRun, nextRecord } from "../../../backend/locks/lease-record";
import { livenessOfHolder, livenessOfLock } from "../../../backend/locks/liveness";
import { processIdentity } from "../../../backend/locks/running-process";
import { holder, lockHolder, taskHolder } from "../../support/holders";

const noEcs = async () => undefined;
const HERE = { hostname: hostname(), username: userInfo().username } as const;

/** The id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  return Number(child.pid);
}

describe("livenessOfHolder", () => {
  it("sees that this process runs", async () => {
    expect(await livenessOfHolder(currentHolder(), noEcs)).to.deep.equal({
      state: "alive",
      evidence: `process ${process.pid} runs on this host`,
    });
  });

  it("sees that a process of this host is gone", async () => {
    const pid = await deadPid();
    expect(await livenessOfHolder({ ...currentHolder(), pid }, noEcs)).to.deep.equal({
      state: "dead",
      evidence: `process ${pid} is gone from this host`,
    });
  });

  it("takes no process for another one that had its number", async () => {
    const identity = processIdentity(process.pid);
    const process_ = identity && { ...identity, start: "1" };
    expect(await livenessOfHolder({ ...currentHolder(), process: process_ }, noEcs)).to.deep.equal({
      state: "dead",
      evidence: `process ${process.pid} of this host is another one by now`,
    });
  });

  it("knows that nothing has outlived a restart", async () => {
    const identity = processIdentity(process.pid);
    const process_ = identity && { ...identity, boot: "before" };
    expect(await livenessOfHolder({ ...currentHolder(), process: process_ }, noEcs)).to.deep.equal({
      state: "dead",
      evidence: `this host was started again since process ${process.pid} ran`,
    });
  });

  it("takes no machine for another one of the same name", async () => {
    const identity = processIdentity(process.pid);
    const process_ = identity && { ...identity, machine: "other" };
    const pid = await deadPid();
    expect(await livenessOfHolder({ ...currentHolder(), pid, process: process_ }, noEcs)).to.deep.equal({
      state: "unknown",
      evidence: `it runs on ${hostname()}: ask there`,
    });
  });

  it("cannot tell of other machines, and says where to look", async () => {
    expect(await livenessOfHolder(holder(), noEcs)).to.deep.equal({
      state: "unknown",
      evidence: "it runs on desk: ask there",
    });
    expect(await livenessOfHolder(holder({ kind: "ci", run: "https://ci/1" }), noEcs)).to.deep.equal({
      state: "unknown",
      evidence: "it runs on desk: look at https://ci/1",
    });
  });

  it("asks ECS about the very task", async () => {
    const tasks: unknown[] = [];
    const stopped = await livenessOfHolder(taskHolder(), async (task) => {
      tasks.push(task);
      return "STOPPED";
    });
    expect(stopped).to.deep.equal({ state: "dead", evidence: "task 0a1b is STOPPED" });
    expect(tasks).to.deep.equal([taskHolder().task]);
    expect(await livenessOfHolder(taskHolder(), async () => "STOPPING")).to.deep.equal({
      state: "alive",
      evidence: "task 0a1b is STOPPING",
    });
    expect(await livenessOfHolder(taskHolder(), async () => "MISSING")).to.deep.equal({
      state: "dead",
      evidence: "ECS has forgotten task 0a1b, as it does only with stopped ones",
    });
    expect((await livenessOfHolder(taskHolder(), noEcs)).state).to.equal("unknown");
  });
});

describe("livenessOfLock", () => {
  const KEY = "lock";

  it("sees processes of this host and user", async () => {
    const alive = lockHolder({ ...HERE, pid: process.pid, timestamp: new Date().toISOString() });
    expect((await livenessOfLock({ key: KEY, holder: alive }, undefined, noEcs)).state).to.equal("alive");
    const dead = lockHolder({ ...HERE, pid: await deadPid() });
    expect((await livenessOfLock({ key: KEY, holder: dead }, undefined, noEcs)).state).to.equal("dead");
  });

  it("takes no process for the owner that began long after the lock was taken", async () => {
    const old = lockHolder({ ...HERE, pid: process.pid, timestamp: "2020-01-01T00:00:00Z" });
    expect(await livenessOfLock({ key: KEY, holder: old }, undefined, noEcs)).to.deep.equal({
      state: "dead",
      evidence: `process ${process.pid} of this host began after the lock was taken`,
    });
  });

  it("is not misled by a clock that was set by ten minutes", async () => {
    const timestamp = new Date(Date.now() - process.uptime() * 1000 - 600_000).toISOString();
    const one = lockHolder({ ...HERE, pid: process.pid, timestamp });
    expect((await livenessOfLock({ key: KEY, holder: one }, undefined, noEcs)).state).to.equal("alive");
  });

  it("cannot tell of other users, other machines, and what it cannot read", async () => {
    for (const one of [lockHolder(), lockHolder({ ...HERE, username: "somebody" }), undefined]) {
      expect((await livenessOfLock({ key: KEY, holder: one }, undefined, noEcs)).state).to.equal("unknown");
    }
  });

  it("dies with the task of its run", async () => {
    const taking = { operation: "deploy", ttlSeconds: 60 };
    const run = { ...nextRecord(undefined, taskHolder(), taking), lock: { key: KEY, pid: 7 } };
    const lock = { key: KEY, holder: lockHolder() };
    const ask = (status: string) =>
      livenessOfLock(lock, lockingRun(lock, run), async () => status).then(({ state }) => state);
    expect([await ask("RUNNING"), await ask("STOPPED")]).to.deep.equal(["alive", "dead"]);
  });

  it("never dies with a task that it only shares host and time with, while its process runs here", async () => {
    const taking = { operation: "deploy", ttlSeconds: 60 };
    const run = nextRecord(undefined, taskHolder({ host: hostname() }), taking);
    const timestamp = new Date(Date.now() + 1000).toISOString();
    const lock = { key: KEY, holder: lockHolder({ ...HERE, pid: process.pid, timestamp }) };
    const liveness = await livenessOfLock(lock, lockingRun(lock, run), async () => "STOPPED");
    expect(liveness.state).to.equal("alive");
  });
});
