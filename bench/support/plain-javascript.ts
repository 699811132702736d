import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const root = join(__dirname, "..", "..");
const FOLDERS = [
  "contracts",
  "components",
  "state",
  "base",
  "runtime",
  "enclave",
  "lambdas",
  "bench",
  "test/support",
];

/**
 * Gives `work` a folder with the same tree as JavaScript, file by file, built before any clock starts. It lies in
 * node_modules so that packages are found as from the sources, and is removed afterwards.
 */
export async function withPlainJavaScript<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(root, "node_modules", ".plain-javascript-"));
  try {
    buildSync({
      entryPoints: FOLDERS.map((from) => join(root, from, "**", "*.ts")),
      outbase: root,
      outdir: folder,
      format: "cjs",
      platform: "node",
      target: "node20",
      logLevel: "error",
    });
    // Programs build the functions' bundles from TypeScript, and read the configuration and other files as they are.
    for (const kept of ["contracts", "lambdas", "components", "Pulumi.dev.yaml"]) {
      cpSync(join(root, kept), join(folder, kept), { recursive: true });
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
