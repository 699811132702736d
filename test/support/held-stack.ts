import { S3Client } from "@aws-sdk/client-s3";
import type { StackId } from "../../backend/layout";
import { listLocks, type StackLock } from "../../backend/locks/locks";
import type { StateBucket } from "../../backend/state-bucket";
import { eventually } from "./eventually";
import { clientConfiguration, type Finished, type TestFleet } from "./fleet";

/** The state bucket of environment dev in the fleet's emulator. */
export function devStateBucket(fleet: TestFleet): StateBucket {
  return {
    s3: new S3Client({ ...clientConfiguration(fleet), forcePathStyle: true }),
    name: "hyperion-dev-state-000000000000-eu-west-1",
  };
}

/** A run of `fleet` whose engine stands still while it holds its stack's lock. */
export interface HeldStack {
  readonly lock: StackLock;
  /** Process of the engine. */
  readonly pid: number;
  /** Lets the engine go on. */
  resume(): void;
  /** Kills engine and fleet. */
  kill(): void;
  readonly finished: Promise<Finished>;
}

/** Starts `fleet` with `args`, and stops its engine as soon as it holds the lock of `stack`. */
export async function holdStack(
  fleet: TestFleet,
  stack: StackId,
  ...args: readonly string[]
): Promise<HeldStack> {
  const bucket = devStateBucket(fleet);
  const run = fleet.start(...args);
  let lock: StackLock | undefined;
  await eventually(
    `the engine of fleet ${args.join(" ")} has its lock`,
    async () => {
      [lock] = await listLocks(bucket, stack);
      return lock?.holder !== undefined || run.process.exitCode !== null;
    },
    5,
  );
  const pid = lock?.holder?.pid;
  if (!lock || pid === undefined) {
    const { stdout, stderr } = await run.finished;
    throw new Error(`fleet ended before its engine could be stopped:\n${stdout}\n${stderr}`);
  }
  process.kill(pid, "SIGSTOP");
  return {
    lock,
    pid,
    resume: () => process.kill(pid, "SIGCONT"),
    kill: () => process.kill(-Number(run.process.pid), "SIGKILL"),
    finished: run.finished,
  };
}
