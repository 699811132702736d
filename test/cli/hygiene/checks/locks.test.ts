import { hostname, userInfo } from "node:os";
import { expect } from "chai";
import { OperationsLog } from "../../../../backend/operations/operations-log";
import { locks } from "../../../../cli/hygiene/checks/locks";
import { hygieneFixture } from "../hygiene-fixture";

const FOLDER = ".pulumi/locks/organization/base/dev/";
const STACK = { project: "base", stack: "dev" } as const;

/** A number that no process has. */
const GONE = 2 ** 22 + 1;

const lock = (more: object) =>
  JSON.stringify({
    pid: GONE,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: "2026-01-31T11:00:00Z",
    ...more,
  });

describe("hygiene's check of locks", () => {
  it("releases that of a dead process, and records it", async () => {
    const hygiene = hygieneFixture();
    hygiene.bucket.put(`${FOLDER}1.json`, lock({}));
    const { findings, measured } = await locks.run(hygiene);
    expect(findings).to.deep.equal([
      `released, as its owner is dead: base dev is locked by ${userInfo().username} on ${hostname()} (process ${GONE}) since 2026-01-31T11:00:00Z: process ${GONE} is gone from this host. See with \`fleet recover\` what its run has left`,
    ]);
    expect(hygiene.bucket.text(`${FOLDER}1.json`)).to.equal(undefined);
    expect(measured).to.deep.equal({ lockAge: 0 });
    const [entry] = await new OperationsLog(hygiene.bucket, STACK).entries();
    expect(entry).to.include({ operation: "lock release", outcome: "succeeded" });
  });

  it("leaves one of an unknown owner, and tells it once it is old", async () => {
    const hygiene = hygieneFixture();
    hygiene.bucket.put(`${FOLDER}1.json`, lock({ hostname: "laptop", timestamp: "2026-01-31T11:00:00Z" }));
    const young = await locks.run(hygiene);
    expect(young.findings).to.deep.equal([]);
    expect(young.measured).to.deep.equal({ lockAge: 3600 });
    await hygiene.context.clock.sleep(4 * 3_600_000);
    expect((await locks.run(hygiene)).findings).to.deep.equal([
      `base dev is locked by ${userInfo().username} on laptop (process ${GONE}) since 2026-01-31T11:00:00Z: it runs on laptop: ask there`,
    ]);
    expect(hygiene.bucket.text(`${FOLDER}1.json`)).to.be.a("string");
  });

  it("tells one that cannot be read", async () => {
    const hygiene = hygieneFixture();
    hygiene.bucket.put(`${FOLDER}1.json`, "{");
    expect((await locks.run(hygiene)).findings).to.deep.equal([
      `base dev has a lock that cannot be read: look at ${FOLDER}1.json in the state bucket: it cannot be read, so nobody can be asked`,
    ]);
  });
});
