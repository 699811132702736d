import { type OwnedLock, ownedLocks, releaseOwned } from "../../../backend/locks/owned-locks";
import { recordOperation } from "../../engine/record-operation";
import { taskStatusOf } from "../../engine/task-status";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** What owners have left who are provably dead is released; what is old without a known owner is told. */
export const locks: HygieneCheck = { name: "locks", title: "Locks", run };

const HOUR = 3600;

/** Seconds after which a lock is no longer one of an operation that is under way. */
const OLD = 4 * HOUR;

async function run(hygiene: Hygiene): Promise<CheckResult> {
  const { context, backend, bucket } = hygiene;
  const findings: string[] = [];
  const [released, held]: [string[], string[]] = [[], []];
  let oldest = 0;
  for (const lock of await ownedLocks(bucket, {}, taskStatusOf(context, backend))) {
    const told = `${lock.description}: ${lock.evidence}`;
    if (lock.state === "dead" && (await release(hygiene, lock))) {
      released.push(told);
      findings.push(
        `released, as its owner is dead: ${told}. See with \`fleet recover\` what its run has left`,
      );
      continue;
    }
    const age = ageOf(hygiene, lock);
    oldest = Math.max(oldest, age ?? 0);
    held.push(`${told} (${lock.state})`);
    if (lock.state === "unknown" && (age === undefined || age > OLD)) {
      findings.push(told);
    }
  }
  return {
    findings,
    facts: { held, released, oldestSeconds: Math.round(oldest) },
    measured: { lockAge: oldest },
  };
}

/** @returns whether it is free now; otherwise its owner lives after all */
async function release({ context, backend, bucket }: Hygiene, lock: OwnedLock): Promise<boolean> {
  const { project, stack, description, evidence } = lock;
  const released = await releaseOwned(bucket, lock);
  if (released) {
    await recordOperation(context, backend, {
      project,
      stack,
      operation: "lock release",
      outcome: "succeeded",
      startedAt: context.clock.now().toISOString(),
      durationSeconds: 0,
      reason: `hygiene released: ${description}: ${evidence}`,
    });
  }
  return released;
}

/** Seconds, by the owner's clock; undefined when the lock does not say. */
function ageOf({ context }: Hygiene, { since }: OwnedLock): number | undefined {
  const taken = Date.parse(since ?? "");
  return Number.isNaN(taken) ? undefined : Math.max(0, (context.clock.now().getTime() - taken) / 1000);
}
