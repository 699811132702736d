// `make bench` runs every measurement, `make bench BENCH=<name>` one of them. Exits 1 when a goal is missed.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Figure, figureLine } from "./support/figure";

/** What a file in bench/ exports. */
export interface Measurement {
  measure(): Promise<readonly Figure[]>;
}

/**
 * A machine's own list of authorities is no part of a figure: Node 20 reads all of it at each start of a process, which
 * takes longer than the rest of the start, and nothing here leaves loopback.
 */
function withoutAuthorities(): void {
  delete process.env.NODE_EXTRA_CA_CERTS;
}

async function main(): Promise<void> {
  withoutAuthorities();
  const names = readdirSync(__dirname)
    .filter((file) => file.endsWith(".ts") && file !== "run.ts")
    .map((file) => file.slice(0, -3))
    .sort();
  const wanted = process.argv[2];
  if (wanted && !names.includes(wanted)) {
    throw new Error(`BENCH=${wanted} is unknown: use one of ${names.join(", ")}`);
  }
  let missed = 0;
  for (const name of wanted ? [wanted] : names) {
    const { measure } = require(join(__dirname, name)) as Measurement;
    for (const figure of await measure()) {
      console.log(figureLine(figure));
      missed += figure.met ? 0 : 1;
    }
  }
  process.exitCode = missed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
