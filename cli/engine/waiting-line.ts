import type { StackId } from "../../backend/layout";
import { describeLease, type HeldLease, type StoredLease } from "../../backend/locks/lease";
import { type LeaseRecord, lockingRun } from "../../backend/locks/lease-record";
import { type DescribeTask, livenessOfHolder, livenessOfLock } from "../../backend/locks/liveness";
import { describeLock, listLocks, type StackLock } from "../../backend/locks/locks";
import type { StateBucket } from "../../backend/state-bucket";
import { FleetError } from "../../contracts/errors";
import type { Context } from "../context";
import { formatDuration } from "../output/duration";

/** Between two looks: at random, so that those who wait do not all come at once; milliseconds. */
const PAUSE = { least: 500, most: 2000 } as const;

/** How often it is said again who is waited for, in milliseconds. */
const REMINDER = 30_000;

/** Waits until a stack is free, for so long as was allowed. */
export class WaitingLine {
  readonly #context: Context;
  readonly #stack: StackId;
  readonly #waitSeconds: number;
  readonly #ignored: readonly string[];
  readonly #began: number;
  #said: { readonly text: string; readonly at: number } | undefined;

  constructor(
    context: Context,
    stack: StackId,
    options: { readonly waitSeconds?: number; readonly releases?: readonly string[] },
  ) {
    this.#context = context;
    this.#stack = stack;
    this.#waitSeconds = options.waitSeconds ?? 0;
    this.#ignored = options.releases ?? [];
    this.#began = context.clock.now().getTime();
  }

  /**
   * Lets the holder of the lease go on for a while.
   * @throws FleetError `StackLocked` when it was waited for long enough
   */
  async behindLease({ key, record }: StoredLease, describeTask: DescribeTask): Promise<void> {
    if (!record) {
      throw new Error(`${key} is no lease`);
    }
    const who = describeLease(record);
    if (this.#isOver()) {
      const { state, evidence } = await livenessOfHolder(record.holder, describeTask);
      throw this.#locked(
        [`${who}: ${evidence}`],
        state === "alive"
          ? "wait for it, for instance with --wait 10m"
          : `if it is gone, its lease ends by itself: --wait ${2 * record.ttlSeconds}s is enough`,
      );
    }
    await this.#pause(who);
  }

  /**
   * Runs `work` as soon as no lock of somebody else's is there, and again when another run was quicker.
   * @throws FleetError `StackLocked` when it was waited for long enough
   */
  async behindLocks<Result>(
    bucket: StateBucket,
    lease: HeldLease,
    describeTask: DescribeTask,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    for (;;) {
      signal.throwIfAborted();
      const all = await listLocks(bucket, this.#stack);
      const locks = all.filter(({ key }) => !this.#ignored.includes(key));
      if (all.length === 0) {
        lease.settle();
      }
      if (locks.length === 0) {
        try {
          return await work();
        } catch (error) {
          if (!isLocked(error) || this.#isOver()) {
            throw error;
          }
        }
      } else if (this.#isOver()) {
        throw await this.#behind(locks, lease.record, describeTask);
      }
      await this.#pause(locks[0] ? describeLock(locks[0]) : "another run that was quicker");
    }
  }

  async #behind(
    locks: readonly StackLock[],
    lease: LeaseRecord,
    describeTask: DescribeTask,
  ): Promise<FleetError> {
    const owners = await Promise.all(
      locks.map(async (lock) => ({
        text: describeLock(lock),
        ...(await livenessOfLock(lock, lockingRun(lock, lease), describeTask)),
      })),
    );
    const dead = owners.every(({ state }) => state === "dead");
    return this.#locked(
      owners.map(({ text, evidence }) => `${text}: ${evidence}`),
      dead
        ? "its run was killed: run `fleet recover` for it"
        : "wait for it, for instance with --wait 10m, or look at it with `fleet lock list`",
    );
  }

  #isOver(): boolean {
    return this.#context.clock.now().getTime() - this.#began >= this.#waitSeconds * 1000;
  }

  async #pause(who: string): Promise<void> {
    const { clock, output, interruption } = this.#context;
    const now = clock.now().getTime();
    if (this.#said?.text !== who || now - this.#said.at >= REMINDER) {
      const left = this.#waitSeconds * 1000 - (now - this.#began);
      output.line(
        `${this.#stack.project} ${this.#stack.stack}: waiting for ${who}, ${formatDuration(left)} at most`,
      );
      this.#said = { text: who, at: now };
    }
    const pause = PAUSE.least + Math.random() * (PAUSE.most - PAUSE.least);
    await interruption.graceful(async (signal) => {
      try {
        await clock.sleep(pause, signal);
      } catch (error) {
        throw new FleetError(
          "DeploymentInterrupted",
          `the wait for ${this.#stack.project} ${this.#stack.stack} was interrupted: nothing was changed`,
          [],
          { cause: error },
        );
      }
    });
  }

  #locked(owners: readonly string[], advice: string): FleetError {
    const { project, stack } = this.#stack;
    const waited = this.#waitSeconds > 0 ? `, also after ${formatDuration(this.#waitSeconds * 1000)}` : "";
    return new FleetError("StackLocked", `${project} ${stack} is in use${waited}: ${advice}`, owners);
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof FleetError && error.name === "StackLocked";
}
