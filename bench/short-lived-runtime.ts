import { LocalFleet } from "../test/support/local-fleet";
import type { Figure } from "./support/figure";
import { median } from "./support/figure";

const ROUNDS = 3;
const GOAL = 0.5;

/**
 * Creating a short-lived copy of runtime on an existing base, beside what a team without copies does for a test: a
 * whole environment (bootstrap, base and runtime). In turn, so that a change of the machine's speed meets both.
 */
export async function measure(): Promise<readonly Figure[]> {
  const local = await LocalFleet.start();
  try {
    const whole: number[] = [];
    const copies: number[] = [];
    for (const environment of ["dev", "staging"]) {
      whole.push(
        await timed(async () => {
          await local.json("bootstrap", environment);
          await local.json("up", "base", environment);
          await local.json("up", "runtime", environment);
        }),
      );
      for (let round = 0; round < ROUNDS; round += 1) {
        copies.push(await timed(() => local.json("workspace", "create", "bench", "--from", "dev")));
        await local.json("workspace", "destroy", "bench", "--yes");
      }
    }
    const [ours, theirs] = [median(copies), median(whole)];
    return [
      {
        name: "short-lived-runtime create",
        unit: "s",
        ours,
        alternative: "whole environment",
        theirs,
        goal: `<= ${GOAL}`,
        met: ours / theirs <= GOAL,
      },
    ];
  } finally {
    await local.stop();
  }
}

/** Seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
