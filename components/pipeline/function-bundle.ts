import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";

/** The functions of the pipeline; each is a folder of `lambdas/`. */
export const FUNCTIONS = ["trigger", "validate", "record", "handle-error", "task-stopped"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Lambda's name of the one export in each archive. */
export const FUNCTION_HANDLER = "index.handler";

/** The files of one function's archive, by name. */
export interface FunctionFiles {
  readonly "index.js": string;
  readonly "index.js.map": string;
}

const LAMBDAS = join(__dirname, "../../lambdas");
const KEPT = join(__dirname, "../../node_modules/.cache/hyperion-fleet/functions");

/**
 * Bundles every function with the SDK clients it uses, minified, with its source map beside it. Nothing is cached,
 * so an old build cannot be deployed; all in one call, because esbuild's start is most of the time.
 * @throws esbuild's error when a function does not build
 */
export function buildFunctions(): Readonly<Record<FunctionName, FunctionFiles>> {
  const { outputFiles } = buildSync({
    entryPoints: Object.fromEntries(
      FUNCTIONS.map((name) => [`${name}/index`, join(LAMBDAS, name, "handler.ts")]),
    ),
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // a third of what the CommonJS builds of the SDK clients give
    mainFields: ["module", "main"],
    sourcemap: "linked",
    sourcesContent: false,
    absWorkingDir: LAMBDAS,
    outdir: LAMBDAS,
    write: false,
    logLevel: "silent",
  });
  const textOf = (name: FunctionName, file: keyof FunctionFiles): string => {
    const path = join(LAMBDAS, name, file);
    const output = outputFiles.find((candidate) => candidate.path === path);
    if (!output) {
      throw new Error(`esbuild made no ${path}`);
    }
    return output.text;
  };
  return forEachFunction((name) => ({
    "index.js": textOf(name, "index.js"),
    "index.js.map": textOf(name, "index.js.map"),
  }));
}

/**
 * The code of each function as Pulumi uploads it: files, because the text of a string asset would be in every
 * checkpoint, which the engine saves after each step.
 */
export function functionArchives(): Readonly<Record<FunctionName, pulumi.asset.Archive>> {
  const files = buildFunctions();
  return forEachFunction((name) => {
    const assets = Object.entries(files[name]).map(([file, text]) => [
      file,
      new pulumi.asset.FileAsset(keptFile(text)),
    ]);
    return new pulumi.asset.AssetArchive(Object.fromEntries(assets));
  });
}

/** A file that holds `text`, under the digest of it: the same text has the same path in the next run. */
function keptFile(text: string): string {
  const path = join(KEPT, createHash("sha256").update(text).digest("hex"));
  const unfinished = `${path}.${process.pid}`;
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
  return path;
}

function forEachFunction<T>(make: (name: FunctionName) => T): Readonly<Record<FunctionName, T>> {
  return Object.fromEntries(FUNCTIONS.map((name) => [name, make(name)])) as Record<FunctionName, T>;
}
