import type { CurrentCheckpoint } from "../../../backend/checkpoints/current-checkpoints";
import type { Environment } from "../../../contracts/environment";
import { type StackCost, stackCost } from "../../../contracts/prices/stack-cost";
import type { Output } from "../../output/output";
import { shortType } from "../../output/short-type";
import { formatUsd } from "../../output/usd";
import type { Scope } from "./scopes";
import { belongsTo } from "./standing";

/** What the stacks of `scope` cost a month for being there, which its destruction saves. */
export function savingsOf(
  scope: Scope,
  environment: Environment,
  region: string,
  stacks: readonly CurrentCheckpoint[],
): StackCost {
  const own = stacks.filter((stack) => belongsTo(scope, stack, environment));
  const resources = own.flatMap(({ checkpoint }) => checkpoint?.resources ?? []);
  // The old half of a replacement is still billed.
  return stackCost(
    resources.filter(({ custom, external }) => custom && !external),
    region,
  );
}

/** Says what is saved, of what, and what was not counted. */
export function showSavings(output: Output, scope: Scope, environment: Environment, cost: StackCost): void {
  const parts = cost.standing.map(
    ({ type, count, monthlyUsd }) => `${count} ${shortType(type)} ${formatUsd(monthlyUsd)}`,
  );
  output.line(
    `${scope} ${environment}: saves about ${formatUsd(cost.monthlyUsd)} a month${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`,
  );
  for (const [label, counts] of [
    ["billed by use, not counted", cost.byUse],
    ["price not known, not counted", cost.unknown],
  ] as const) {
    const types = Object.entries(counts).map(([type, count]) => `${count} ${shortType(type)}`);
    if (types.length > 0) {
      output.line(`  ${label}: ${types.join(", ")}`);
    }
  }
  output.line(`  prices: ${cost.pricesOf}`);
}
