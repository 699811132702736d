import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFunctions, FUNCTIONS, INDEX_FUNCTION } from "../components/pipeline/function-bundle";
import type { Figure } from "./support/figure";
import { loadedBytes } from "./support/loaded-bytes";
import { runInTurn } from "./support/measure";
import { withPlainJavaScript } from "./support/plain-javascript";

const GOAL_BYTES = 600_000;
const GOAL_INIT_MILLISECONDS = 400;
const KILOBYTE = 1000;
const ALL = [...FUNCTIONS, INDEX_FUNCTION] as const;

/** Size and init time (a new process that loads the handler) of each function, beside its unbundled form. */
export async function measure(): Promise<readonly Figure[]> {
  return withPlainJavaScript(async (plain) => {
    const bundles = bundleFunctions(ALL);
    const figures: Figure[] = [];
    for (const name of ALL) {
      const code = bundles[name]["index.js"];
      const bundle = join(plain, `${name}.bundle.js`);
      writeFileSync(bundle, code);
      const unbundled = join(plain, "lambdas", name, "handler.js");
      figures.push(...(await measureFunction(name, bundle, Buffer.byteLength(code), unbundled)));
    }
    return figures;
  });
}

async function measureFunction(
  name: string,
  bundle: string,
  bytes: number,
  source: string,
): Promise<Figure[]> {
  const env = {
    ...process.env,
    AWS_REGION: "eu-west-1",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const [ours, theirs] = await runInTurn(
    [
      { file: process.execPath, args: [bundle], env },
      { file: process.execPath, args: [source], env },
    ],
    5,
  );
  if (!ours || !theirs) {
    throw new Error("nothing was measured");
  }
  return [
    {
      name: `lambda-bundles ${name} size`,
      unit: "kB",
      ours: bytes / KILOBYTE,
      alternative: "unbundled",
      theirs: loadedBytes(source) / KILOBYTE,
      goal: `< ${GOAL_BYTES / KILOBYTE} kB`,
      met: bytes < GOAL_BYTES,
    },
    {
      name: `lambda-bundles ${name} init`,
      unit: "ms",
      ours: ours.milliseconds,
      alternative: "unbundled",
      theirs: theirs.milliseconds,
      goal: `faster, < ${GOAL_INIT_MILLISECONDS} ms`,
      met: ours.milliseconds < Math.min(theirs.milliseconds, GOAL_INIT_MILLISECONDS),
    },
  ];
}
