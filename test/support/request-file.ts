import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

const EXAMPLE = join(__dirname, "..", "..", "examples", "payments-signer.yaml");
const folder = mkdtempSync(join(tmpdir(), "fleet-requests-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** The shipped example as the request `id`, in a file of its own. */
export function requestFile(id: string): string {
  const file = join(folder, `${id}.yaml`);
  writeFileSync(file, stringify({ ...parse(readFileSync(EXAMPLE, "utf8")), id }));
  return file;
}
