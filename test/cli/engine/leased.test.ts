import { hostname } from "node:os";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { leaseKey, lockPrefix } from "../../../backend/layout";
import { Lease, readLease } from "../../../backend/locks/lease";
import { listLocks, putLock, releaseLock } from "../../../backend/locks/locks";
import { OperationsLog } from "../../../backend/operations/operations-log";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { type LeaseOptions, type StackLease, withLease } from "../../../cli/engine/leased";
import { FleetError } from "../../../contracts/errors";
import { type CommandContext, commandContext, failureOf } from "../../support/command-context";
import { eventually } from "../../support/eventually";
import { holder, lockHolder } from "../../support/holders";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const BACKEND: EnvironmentBackend = {
  environment: "dev",
  accountId: "111122223333",
  region: "eu-west-1",
  bucketName: "state",
  keyAlias: "alias/key",
  url: "s3://state?region=eu-west-1",
  secretsProvider: "awskms://alias/key?region=eu-west-1",
};
const LOCK = { ...STACK, key: `${lockPrefix(STACK)}ada.json`, holder: lockHolder() };
const BY_ADA = "ada on desk (process 7) since 2026-01-31T12:00:00Z";

describe("withLease", () => {
  let bucket: MemoryBucket;
  let context: CommandContext;
  const sts = new STSClient({ region: "eu-west-1" });
  mockClient(sts).on(GetCallerIdentityCommand).resolves({ Arn: "arn:ada" });
  beforeEach(() => {
    bucket = memoryBucket();
    context = commandContext({ clients: { s3: bucket.s3, sts } });
  });

  const run = <Result>(work: (lease: StackLease) => Promise<Result>, options: LeaseOptions = {}) =>
    withLease(context, BACKEND, STACK, "up", options, work);
  const told = async (work: Promise<unknown>) => {
    const error = (await failureOf(work)) as FleetError;
    return [error.name, error.message, error.details];
  };
  const logged = async () =>
    (await new OperationsLog(bucket, STACK).entries()).map(
      ({ operation, outcome, fence, changes, reason }) => ({
        operation,
        outcome,
        fence,
        changes,
        reason,
      }),
    );

  async function heldByAda(): Promise<void> {
    await new Lease(bucket, STACK, holder()).take({ operation: "destroy" }, async () => false);
    const { record } = (await readLease(bucket, STACK)) ?? {};
    bucket.put(leaseKey(STACK), JSON.stringify({ ...record, takenAt: "2026-01-31T12:00:00Z" }));
  }

  it("runs the work with the lease, gives it back, and records it", async () => {
    const result = await run(async ({ fence, signal }) => {
      expect((await readLease(bucket, STACK))?.record).to.include({
        fence,
        released: false,
        operation: "up",
      });
      expect(signal.aborted).to.equal(false);
      return { changes: { create: 2 } };
    });
    expect(result).to.deep.equal({ changes: { create: 2 } });
    expect((await readLease(bucket, STACK))?.record?.released).to.equal(true);
    expect(await logged()).to.deep.equal([
      { operation: "up", outcome: "succeeded", fence: 1, changes: { create: 2 }, reason: undefined },
    ]);
  });

  it("gives the lease back when the work fails, and records why", async () => {
    await failureOf(run(() => Promise.reject(new FleetError("DeploymentFailed", "broken"))));
    await failureOf(run(() => Promise.reject(new FleetError("DeploymentInterrupted", "stopped"))));
    expect((await readLease(bucket, STACK))?.record?.released).to.equal(true);
    expect((await logged()).map(({ outcome, fence, reason }) => [outcome, fence, reason])).to.deep.equal([
      ["failed", 1, "broken"],
      ["interrupted", 2, "stopped"],
    ]);
  });

  it("does not wait unless it is told to, says who has the stack, and records the refusal", async () => {
    await heldByAda();
    expect(await told(run(async () => expect.fail("it ran")))).to.deep.equal([
      "StackLocked",
      "base dev is in use: if it is gone, its lease ends by itself: --wait 120s is enough",
      [`${BY_ADA} for destroy: it runs on desk: ask there`],
    ]);
    expect((await logged()).map(({ outcome }) => outcome)).to.deep.equal(["refused"]);
  });

  it("waits for the holder, says for whom, once and then at intervals, and gives up in the end", async () => {
    await heldByAda();
    const [, message] = await told(run(async () => expect.fail("it ran"), { waitSeconds: 45 }));
    expect(message).to.equal(
      "base dev is in use, also after 45.0 s: if it is gone, its lease ends by itself: --wait 120s is enough",
    );
    expect(context.said.lines[0]).to.equal(`base dev: waiting for ${BY_ADA} for destroy, 45.0 s at most`);
    expect(context.said.lines).to.have.length(2);
  });

  it("gets its turn when the holder gives the stack back", async () => {
    await heldByAda();
    const { clock } = context;
    let looks = 0;
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (milliseconds) => {
      looks++;
      if (looks === 3) {
        const { record } = (await readLease(bucket, STACK)) ?? {};
        bucket.put(leaseKey(STACK), JSON.stringify({ ...record, released: true }));
      }
      await sleep(milliseconds);
    };
    expect(await run(async ({ fence }) => fence, { waitSeconds: 600 })).to.equal(2);
  });

  it("is stopped by Ctrl-C while it waits", async () => {
    await heldByAda();
    context.clock.sleep = async (_, signal) => {
      context.interruption.receive();
      signal?.throwIfAborted();
    };
    expect(await told(run(async () => expect.fail("it ran"), { waitSeconds: 600 }))).to.deep.equal([
      "DeploymentInterrupted",
      "the wait for base dev was interrupted: nothing was changed",
      [],
    ]);
  });

  it("is refused beside a `pulumi up`, and leaves neither lease nor lock", async () => {
    await putLock(bucket, LOCK);
    expect(await told(run(async () => expect.fail("it ran")))).to.deep.equal([
      "StackLocked",
      "base dev is in use: wait for it, for instance with --wait 10m, or look at it with `fleet lock list`",
      [`base dev is locked by ${BY_ADA}: it runs on desk: ask there`],
    ]);
    expect((await readLease(bucket, STACK))?.record?.released).to.equal(true);
    expect(await listLocks(bucket, STACK)).to.deep.equal([LOCK]);
  });

  it("does not wait for the locks that its work takes away", async () => {
    await putLock(bucket, LOCK);
    await run(() => releaseLock(bucket, LOCK), { releases: [LOCK.key] });
    expect(await listLocks(bucket, STACK)).to.deep.equal([]);
  });

  it("begins the work again when a `pulumi up` was quicker, while there is time", async () => {
    let tries = 0;
    const work = async () => {
      tries++;
      if (tries === 1) {
        throw new FleetError("StackLocked", "another update is running");
      }
    };
    await run(work, { waitSeconds: 60 });
    expect(tries).to.equal(2);
    tries = 0;
    expect((await told(run(work)))[1]).to.equal("another update is running");
    expect(tries).to.equal(1);
  });

  it("aborts the work when somebody else has begun, fails with why, and leaves the other one alone", async () => {
    const own = { ...LOCK, holder: lockHolder({ hostname: hostname(), pid: process.pid }) };
    const other = { ...LOCK, key: `${lockPrefix(STACK)}other.json` };
    const { name, message } = await failureOf(
      run(async ({ signal }) => {
        await putLock(bucket, own);
        const noted = async () => (await readLease(bucket, STACK))?.record?.lock?.key === own.key;
        await eventually("the lock is noted", noted);
        await putLock(bucket, other);
        await releaseLock(bucket, own);
        await eventually("it is aborted", () => signal.aborted);
        throw new Error("the engine was killed");
      }),
    );
    expect(`${name}: ${message}`).to.equal(
      `LeaseLost: up on base dev was killed: its lock was taken away (\`pulumi cancel\`), and another run has begun: base dev is locked by ${BY_ADA}. When the stack is free, run \`fleet recover\` for it`,
    );
    expect(await listLocks(bucket, STACK)).to.deep.equal([other]);
    expect((await readLease(bucket, STACK))?.record?.released).to.equal(false);
    expect((await logged()).map(({ outcome, fence }) => [outcome, fence])).to.deep.equal([["failed", 1]]);
  });
});
