import { spawnSync } from "node:child_process";
import { hostname, userInfo } from "node:os";
import { expect } from "chai";
import { releaseStaleLocks, staleLocks } from "../../../../cli/commands/recovery/stale-locks";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { commandContext, failureOf } from "../../../support/command-context";
import { memoryBucket } from "../../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const PREFIX = ".pulumi/locks/organization/base/dev/";
const SINCE = "2026-01-31T12:00:00Z";

describe("staleLocks", () => {
  const backend = { region: "eu-west-1", bucketName: "state" } as EnvironmentBackend;
  const here = { username: userInfo().username, hostname: hostname(), timestamp: SINCE };
  /** A process that has ended. */
  const { pid: dead } = spawnSync("true");

  function given(locks: Readonly<Record<string, object | string>>) {
    const bucket = memoryBucket();
    for (const [name, lock] of Object.entries(locks)) {
      bucket.put(`${PREFIX}${name}.json`, typeof lock === "string" ? lock : JSON.stringify(lock));
    }
    return { bucket, context: commandContext({ clients: { s3: bucket.s3 } }) };
  }

  it("gives those whose owner is dead, which may be released", async () => {
    const { bucket, context } = given({ dead: { ...here, pid: dead } });
    const stale = await staleLocks(context, backend, STACK);
    expect(stale.map(({ key, evidence }) => ({ key, evidence }))).to.deep.equal([
      { key: `${PREFIX}dead.json`, evidence: `process ${dead} is gone from this host` },
    ]);
    await releaseStaleLocks(context, backend, STACK, stale);
    expect(bucket.text(`${PREFIX}dead.json`)).to.equal(undefined);
  });

  for (const [who, lock, detail] of [
    [
      "lives",
      { ...here, pid: process.pid, timestamp: new Date().toISOString() },
      /^base dev is locked by .* \(process \d+\) since .*: process \d+ runs on this host$/,
    ],
    [
      "is on another machine",
      { ...here, pid: dead, hostname: "elsewhere" },
      /^base dev is locked by .* on elsewhere \(process \d+\) since .*: it runs on elsewhere: ask there$/,
    ],
    [
      "cannot be read",
      "{",
      /^base dev has a lock that cannot be read: look at .*other\.json in the state bucket: /,
    ],
  ] as const) {
    it(`refuses beside one whose owner ${who}`, async () => {
      const { context } = given({ dead: { ...here, pid: dead }, other: lock });
      const error = await failureOf(staleLocks(context, backend, STACK));
      expect(error.name).to.equal("OperationRefused");
      expect(error.message).to.equal(
        "somebody works on base dev, or may: wait for the end of it, or see `fleet lock release --help`",
      );
      const { details } = error as Error & { readonly details: readonly string[] };
      expect(details).to.have.length(1);
      expect(details[0]).to.match(detail);
    });
  }

  it("releases nothing when another lock has come since", async () => {
    const { bucket, context } = given({ dead: { ...here, pid: dead } });
    const stale = await staleLocks(context, backend, STACK);
    bucket.put(`${PREFIX}new.json`, JSON.stringify({ ...here, pid: process.pid }));
    const error = await failureOf(releaseStaleLocks(context, backend, STACK, stale));
    expect(error.message).to.equal(
      "somebody has begun to work on base dev since these steps were made: wait for the end of it",
    );
    expect(bucket.text(`${PREFIX}dead.json`)).to.not.equal(undefined);
  });
});
