import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./support/figure";
import { type Command, runInTurn } from "./support/measure";
import { withPlainJavaScript } from "./support/plain-javascript";

const root = join(__dirname, "..");
const { cachedFile } = require("../register.cjs") as { cachedFile(file: string, source: string): string };

/**
 * From `node` to the last registered resource, with mocks in the engine's place: as we run TypeScript, the same
 * program as plain JavaScript that was built before the clock started, and Pulumi's default (ts-node with type
 * check). Before each round of ours the program's own files are forgotten, so it is the time after an edit of them;
 * ts-node keeps nothing.
 */
export async function measure(): Promise<readonly Figure[]> {
  return withPlainJavaScript(async (plain) => {
    const figures: Figure[] = [];
    for (const project of ["base", "runtime"] as const) {
      figures.push(...(await measureProgram(project, plain)));
    }
    return figures;
  });
}

async function measureProgram(project: string, plain: string): Promise<Figure[]> {
  const node = (folder: string, extension: string, hook: readonly string[]): Command => ({
    file: process.execPath,
    args: [...hook, join(folder, "bench", "support", `register-program.${extension}`), project],
    cwd: folder,
  });
  const [ours, javascript, tsNode] = await runInTurn(
    [
      {
        ...node(root, "ts", ["--require", join(root, "register.cjs")]),
        prepare: () => forget(join(root, project)),
      },
      node(plain, "js", []),
      node(root, "ts", ["--require", require.resolve("ts-node/register")]),
    ],
    3,
  );
  if (!ours || !javascript || !tsNode) {
    throw new Error("nothing was measured");
  }
  const figure = (
    what: "milliseconds" | "mebibytes",
    alternative: string,
    theirs: number,
    goal: string,
    met: (ratio: number) => boolean,
  ): Figure => ({
    name: `program-start ${project} ${what === "milliseconds" ? "time" : "memory"}`,
    unit: what === "milliseconds" ? "ms" : "MiB",
    ours: ours[what],
    alternative,
    theirs,
    goal,
    met: met(ours[what] / theirs),
  });
  return [
    figure("milliseconds", "plain JavaScript", javascript.milliseconds, "<= 1.3", (ratio) => ratio <= 1.3),
    figure("mebibytes", "plain JavaScript", javascript.mebibytes, "<= 1.3", (ratio) => ratio <= 1.3),
    figure("milliseconds", "ts-node", tsNode.milliseconds, "<= 0.25", (ratio) => ratio <= 0.25),
    figure("mebibytes", "ts-node", tsNode.mebibytes, "<= 0.33", (ratio) => ratio <= 1 / 3),
  ];
}

/** Makes the files of `folder` as good as edited. */
function forget(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".ts"))) {
    const file = join(folder, name);
    rmSync(cachedFile(file, readFileSync(file, "utf8")), { force: true });
  }
}
