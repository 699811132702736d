import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** The files of this repository that the programs or functions `entries` load, directly or not, relative to `root`. */
export function loadedFiles(root: string, entries: readonly string[]): ReadonlySet<string> {
  const { metafile } = buildSync({
    entryPoints: [...entries],
    bundle: true,
    metafile: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    absWorkingDir: root,
    outdir: root,
    write: false,
    logLevel: "silent",
  });
  return new Set(Object.keys(metafile.inputs));
}

/** The handlers of all functions, relative to `root`. */
export function functionEntries(root: string): readonly string[] {
  return readdirSync(join(root, "lambdas"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `lambdas/${name}/handler.ts`);
}
