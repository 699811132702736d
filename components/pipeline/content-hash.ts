import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Files under `path`, or `path` itself, relative to `root`; in one order on every machine. */
function filesUnder(root: string, path: string): string[] {
  if (statSync(join(root, path)).isFile()) {
    return [path];
  }
  return readdirSync(join(root, path))
    .sort()
    .flatMap((entry) => filesUnder(root, `${path}/${entry}`));
}

/** SHA-256 over names and contents of the files and folders `paths` of `root`, in hexadecimal. */
export function contentHash(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of [...paths].sort().flatMap((path) => filesUnder(root, path))) {
    const content = createHash("sha256")
      .update(readFileSync(join(root, file)))
      .digest("hex");
    hash.update(`${content}  ${file}\n`);
  }
  return hash.digest("hex");
}
