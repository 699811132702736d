import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname, userInfo } from "node:os";
import { expect } from "chai";
import { currentHolder } from "../../../backend/locks/holder";
import { lockingRun, nextRecord } from "../../../backend/locks/lease-record";
import { livenessOfHolder, livenessOfLock } from "../../../backend/locks/liveness";
import { processIdentity } from "../../../backend/locks/running-process";
import { ciHolder, holder, lockHolder, taskHolder } from "../../support/holders";

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
    expect(await livenessOfHolder(holder({ run: "https://ci/1" }), noEcs)).to.deep.equal({
      state: "unknown",
      evidence: "it runs on desk: look at https://ci/1",
    });
  });

  it("believes the CI system about its run", async () => {
    const asked: string[] = [];
    const ask = (status: string, given = ciHolder()) =>
      livenessOfHolder(given, noEcs, async (run) => {
        asked.push(run);
        return { status };
      });
    expect(await ask("in_progress")).to.deep.equal({
      state: "alive",
      evidence: "run https://github.com/hyperion/fleet/actions/runs/7/attempts/2 is in_progress",
    });
    expect(await ask("queued")).to.include({ state: "alive" });
    expect(await ask("completed")).to.deep.equal({
      state: "dead",
      evidence:
        "run https://github.com/hyperion/fleet/actions/runs/7/attempts/2 is completed, and its hosted machine gone",
    });
    for (const hosted of [false, undefined]) {
      expect(await ask("completed", ciHolder({ hosted }))).to.deep.equal({
        state: "unknown",
        evidence:
          "run https://github.com/hyperion/fleet/actions/runs/7/attempts/2 is completed, but its machine fv-az7 is not GitHub's own and may still run it: ask there",
      });
    }
    expect(new Set(asked)).to.deep.equal(new Set([ciHolder().run]));
  });

  it("does not know what the CI system does not say, and gives its reason", async () => {
    expect(
      await livenessOfHolder(ciHolder(), noEcs, async () => ({ unknown: "nobody answers" })),
    ).to.deep.equal({
      state: "unknown",
      evidence: "it runs on fv-az7: nobody answers",
    });
  });

  it("asks no CI system about a process of this host", async () => {
    const here = { ...currentHolder(), kind: "ci", run: ciHolder().run, hosted: true } as const;
    const completed = async () => ({ status: "completed" });
    expect((await livenessOfHolder(here, noEcs, completed)).state).to.equal("alive");
    const gone = { ...here, pid: await deadPid() };
    expect((await livenessOfHolder(gone, noEcs, async () => ({ status: "in_progress" }))).state).to.equal(
      "dead",
    );
  });

  it("takes two hosted machines of one image for no restart", async () => {
    const identity = processIdentity(process.pid);
    const process_ = identity && { ...identity, boot: "other" };
    const inProgress = async () => ({ status: "in_progress" });
    expect(await livenessOfHolder(ciHolder({ process: process_ }), noEcs, inProgress)).to.include({
      state: "alive",
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

  it("dies with the CI run that noted it, and with no other", async () => {
    const taking = { operation: "up", ttlSeconds: 60 };
    const run = { ...nextRecord(undefined, ciHolder(), taking), lock: { key: KEY, pid: 7 } };
    const ask = (key: string) => {
      const lock = { key, holder: lockHolder({ hostname: "fv-az7" }) };
      return livenessOfLock(lock, lockingRun(lock, run), noEcs, async () => ({ status: "completed" }));
    };
    expect((await ask(KEY)).state).to.equal("dead");
    expect(await ask("other")).to.deep.equal({ state: "unknown", evidence: "it runs on fv-az7: ask there" });
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
