import { join } from "node:path";
import type { Figure } from "./support/figure";
import { runInTurn } from "./support/measure";

/** Every check of all environments, beside the unit tests of the same four programs. */
export async function measure(): Promise<readonly Figure[]> {
  const root = join(__dirname, "..");
  const tests = ["state", "base", "runtime", "enclave"].map((project) =>
    join(root, "test", project, "index.test.ts"),
  );
  const [ours, unitTests] = await runInTurn(
    [
      { file: process.execPath, args: [join(root, "bin", "fleet"), "validate", "all"] },
      { file: process.execPath, args: [join(root, "node_modules", "mocha", "bin", "mocha.js"), ...tests] },
    ],
    3,
  );
  if (!ours || !unitTests) {
    throw new Error("nothing was measured");
  }
  const seconds = ours.milliseconds / 1000;
  return [
    {
      name: "validate-all",
      unit: "s",
      ours: seconds,
      alternative: "unit tests of the programs",
      theirs: unitTests.milliseconds / 1000,
      goal: "< 20 s",
      met: seconds < 20,
    },
  ];
}
