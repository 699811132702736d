import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";

/** The functions of the pipeline; each is a folder of `lambdas/`. */
export const FUNCTIONS = [
  "trigger",
  "validate",
  "record",
  "handle-error",
  "task-stopped",
  "notify-webhook",
  "reconcile",
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** The function of project `state`, which is there before there is a pipeline. */
export const INDEX_FUNCTION = "index-state";

/** Lambda's name of the one export in each archive. */
export const FUNCTION_HANDLER = "index.handler";

/** The files of one function's archive, by name. */
export interface FunctionFiles {
  readonly "index.js": string;
  readonly "index.js.map": string;
}

const LAMBDAS = join(__dirname, "../../lambdas");
const KEPT = join(__dirname, "../../node_modules/.cache/hyperion-fleet/functions");

/** {@link bundleFunctions} for every function of the pipeline. */
export function buildFunctions(): Readonly<Record<FunctionName, FunctionFiles>> {
  return bundleFunctions(FUNCTIONS);
}

/**
 * Bundles functions with the SDK clients they use, minified, with source maps beside them; all in one call, because
 * esbuild's start is most of the time.
 * @throws esbuild's error when a function does not build
 */
export function bundleFunctions<Name extends string>(
  names: readonly Name[],
): Readonly<Record<Name, FunctionFiles>> {
  const { outputFiles } = buildSync({
    entryPoints: Object.fromEntries(
      names.map((name) => [`${name}/index`, join(LAMBDAS, name, "handler.ts")]),
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
  const textOf = (name: Name, file: keyof FunctionFiles): string => {
    const path = join(LAMBDAS, name, file);
    const output = outputFiles.find((candidate) => candidate.path === path);
    if (!output) {
      throw new Error(`esbuild made no ${path}`);
    }
    return output.text;
  };
  return forEachOf(names, (name) => ({
    "index.js": textOf(name, "index.js"),
    "index.js.map": textOf(name, "index.js.map"),
  }));
}

/** Built once in a process, as a module is loaded once; nothing outlives it, so an old build cannot be deployed. */
let built: ReturnType<typeof buildFunctions> | undefined;
let builtIndex: FunctionFiles | undefined;

/** The code of each of the pipeline's functions as Pulumi uploads it. */
export function functionArchives(): Readonly<Record<FunctionName, pulumi.asset.Archive>> {
  built ??= buildFunctions();
  const files = built;
  return forEachOf(FUNCTIONS, (name) => archiveOf(files[name]));
}

/** The code of {@link INDEX_FUNCTION} as Pulumi uploads it. */
export function indexFunctionArchive(): pulumi.asset.Archive {
  builtIndex ??= bundleFunctions([INDEX_FUNCTION])[INDEX_FUNCTION];
  return archiveOf(builtIndex);
}

/** Of files, because the text of a string asset would be in every checkpoint, which the engine saves after each step. */
function archiveOf(files: FunctionFiles): pulumi.asset.Archive {
  const assets = Object.entries(files).map(([file, text]) => [
    file,
    new pulumi.asset.FileAsset(keptFile(text)),
  ]);
  return new pulumi.asset.AssetArchive(Object.fromEntries(assets));
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

function forEachOf<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): Readonly<Record<Name, T>> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}
