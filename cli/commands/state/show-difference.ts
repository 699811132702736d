import { DIFFERENCE_KINDS, type ResourceDifference } from "../../../backend/checkpoints/diff-checkpoints";
import type { Output } from "../../output/output";

const SIGNS: Readonly<Record<ResourceDifference["kind"], string>> = {
  added: "+",
  removed: "-",
  replaced: "±",
  changed: "~",
  "read again": "≈",
};

/** Characters of a value that are shown; `--json` has them all. */
const VALUE_LENGTH = 100;

/** How many resources differ in which way. */
export type DifferenceCounts = Partial<Record<ResourceDifference["kind"], number>>;

/** Shows each difference as soon as it is found, unless `--json` will print them all. */
export async function showDifferences(
  output: Output,
  differences: AsyncIterable<ResourceDifference>,
): Promise<{ readonly differences: readonly ResourceDifference[]; readonly counts: DifferenceCounts }> {
  const found: ResourceDifference[] = [];
  const counts: DifferenceCounts = {};
  for await (const difference of differences) {
    counts[difference.kind] = (counts[difference.kind] ?? 0) + 1;
    found.push(difference);
    if (!output.json) {
      showDifference(output, difference);
    }
  }
  return { differences: found, counts };
}

/** `2 added, 1 changed`, or `no difference` */
export function describeCounts(counts: DifferenceCounts): string {
  const parts = DIFFERENCE_KINDS.flatMap((kind) => (counts[kind] ? `${counts[kind]} ${kind}` : []));
  return parts.length === 0 ? "no difference" : parts.join(", ");
}

function showDifference(output: Output, { kind, type, name, id, attributes }: ResourceDifference): void {
  const ids = kind === "replaced" ? `  ${id?.from ?? "(none)"} → ${id?.to ?? "(none)"}` : "";
  output.line(`  ${SIGNS[kind]} ${type}  ${name}  ${kind}${ids}`);
  for (const attribute of attributes) {
    const from = "from" in attribute ? describeValue(attribute.from) : "(none)";
    const to = "to" in attribute ? describeValue(attribute.to) : "(none)";
    output.line(`      ${attribute.path}: ${from} → ${to}`);
  }
}

function describeValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}
