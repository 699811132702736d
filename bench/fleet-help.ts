import { join } from "node:path";
import type { Figure } from "./support/figure";
import { runInTurn } from "./support/measure";

/** What a person waits for before `fleet` says its first word, beside an empty Node process. */
export async function measure(): Promise<readonly Figure[]> {
  const fleet = join(__dirname, "..", "bin", "fleet");
  const [ours, empty] = await runInTurn(
    [
      { file: process.execPath, args: [fleet, "--help"] },
      { file: process.execPath, args: ["-e", "0"] },
    ],
    9,
  );
  if (!ours || !empty) {
    throw new Error("nothing was measured");
  }
  return [
    {
      name: "fleet-help",
      unit: "ms",
      ours: ours.milliseconds,
      alternative: "node -e 0",
      theirs: empty.milliseconds,
      goal: "<= 2 x + 100 ms",
      met: ours.milliseconds <= 2 * empty.milliseconds + 100,
    },
  ];
}
