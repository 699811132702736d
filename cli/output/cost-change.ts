import type { CostChange } from "../../contracts/prices/cost-change";
import { shortType } from "./short-type";
import { formatUsd, formatUsdChange } from "./usd";

/** What a change does to the monthly bill, for people: the sums, of what they are, and what is not in them. */
export function describeCostChange(cost: CostChange): readonly string[] {
  const { beforeUsd, afterUsd, changes, byUse, unknown, pricesOf } = cost;
  const parts = changes.map(({ type, usd }) => `${shortType(type)} ${formatUsdChange(usd)}`);
  const sum =
    changes.length === 0
      ? `cost a month: ${formatUsd(afterUsd)}, as before`
      : `cost a month: ${formatUsd(beforeUsd)}, with this ${formatUsd(afterUsd)} (${formatUsdChange(afterUsd - beforeUsd)}): ${parts.join(", ")}`;
  const used = Object.entries(byUse).map(
    ([type, count]) => `${count > 0 ? "+" : "-"}${Math.abs(count)} ${shortType(type)}`,
  );
  const unpriced = Object.entries(unknown).map(([type, count]) => `${count} ${shortType(type)}`);
  return [
    sum,
    ...(used.length > 0 ? [`billed by use, not counted: ${used.join(", ")}`] : []),
    ...(unpriced.length > 0 ? [`price not known, not counted: ${unpriced.join(", ")}`] : []),
    ...(afterUsd > 0 || beforeUsd > 0 || unpriced.length > 0 ? [`prices: ${pricesOf}`] : []),
  ];
}
