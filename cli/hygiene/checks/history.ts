import { listObjects } from "../../../backend/state-bucket";
import { PULUMI_PROJECT } from "../../../contracts/environment";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** How many entries the stacks' histories have: Pulumi adds two objects with each update and deletes none. */
export const history: HygieneCheck = { name: "history", title: "Growth of histories", run };

const PREFIX = ".pulumi/history/";

/** Entries of one stack from which listing them is slow. */
const ENTRIES_LIMIT = 5000;

/** Stacks that the report names. */
const NAMED = 5;

async function run({ bucket }: Hygiene): Promise<CheckResult> {
  const entries = new Map<string, number>();
  let bytes = 0;
  for await (const { key, size } of listObjects(bucket, PREFIX)) {
    bytes += size;
    const [folder = "", stack = ""] = key.slice(PREFIX.length).split("/");
    if (key.endsWith(".history.json")) {
      const name = `${projectOf(folder)} ${stack}`;
      entries.set(name, (entries.get(name) ?? 0) + 1);
    }
  }
  const sorted = [...entries].sort(([, left], [, right]) => right - left);
  return {
    findings: sorted
      .filter(([, count]) => count > ENTRIES_LIMIT)
      .map(([name, count]) => `${name} has ${count} entries: who deploys it so often?`),
    facts: {
      bytes,
      entries: sorted.reduce((sum, [, count]) => sum + count, 0),
      longest: sorted.slice(0, NAMED).map(([name, count]) => `${name} ${count}`),
    },
  };
}

function projectOf(folder: string): string {
  const [name = folder] = Object.entries(PULUMI_PROJECT).find(([, each]) => each === folder) ?? [];
  return name;
}
