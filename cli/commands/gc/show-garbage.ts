import type { CollectedGarbage, GcReport } from "../../gc/gc-report";
import { formatBytes } from "../../output/bytes";
import { columns } from "../../output/columns";
import type { Output } from "../../output/output";
import { shortType } from "../../output/short-type";
import { formatUsd } from "../../output/usd";

/** Shows what was found, what became of it, and what it costs as long as it is there. */
export function showGarbage(output: Output, report: GcReport): void {
  const { environment, items, unchecked, monthlyUsd, pricesOf } = report;
  if (items.length === 0) {
    output.line(`${environment}: nothing was found that nobody needs`);
  } else {
    const rows = items.map((item) => [
      item.kind,
      item.name,
      item.bytes === undefined ? "" : formatBytes(item.bytes),
      costOf(item),
      item.outcome,
      item.why,
    ]);
    for (const line of columns([["KIND", "NAME", "SIZE", "COST A MONTH", "STATE", "WHY"], ...rows])) {
      output.line(line);
    }
    output.line(`${environment}: ${items.length} things, ${formatUsd(monthlyUsd)} a month for being there`);
    for (const line of notCounted(items)) {
      output.line(`  ${line}`);
    }
    output.line(`  prices: ${pricesOf}`);
  }
  for (const { kind, reason } of unchecked) {
    output.line(`warning: ${kind} could not be looked for: ${reason}`);
  }
  if (items.some(({ outcome }) => outcome === "found")) {
    output.line(`nothing was removed: \`fleet gc ${environment} --yes\` removes what is listed`);
  }
}

function costOf({ monthlyUsd }: CollectedGarbage): string {
  if (monthlyUsd === undefined) {
    return "not known";
  }
  return monthlyUsd > 0 && monthlyUsd < 0.005 ? "<$0.01" : formatUsd(monthlyUsd);
}

function notCounted(items: readonly CollectedGarbage[]): readonly string[] {
  const unpriced = items.flatMap(({ name, unknown = {} }) =>
    Object.entries(unknown).map(([type, count]) => `${count} ${shortType(type)} of ${name}`),
  );
  const unknown = items.filter(({ monthlyUsd }) => monthlyUsd === undefined).map(({ name }) => name);
  const all = [...unknown, ...unpriced];
  return all.length === 0 ? [] : [`price not known, not counted: ${all.join(", ")}`];
}
