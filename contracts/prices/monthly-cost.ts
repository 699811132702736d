import { FREE_TYPES, USE_TYPES } from "./billing";
import { unitPrices } from "./price-list";
import type { MonthlyCost } from "./resource-cost";
import { STANDING_COSTS } from "./standing-costs";

/**
 * What a resource costs a month for being there: 730 hours, on demand. What is billed by use is not guessed.
 *
 * @param type Pulumi's, for instance `aws:ec2/natGateway:NatGateway`
 * @param inputs as the program gave them, or as a checkpoint holds them
 */
export function monthlyCost(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  region: string,
): MonthlyCost {
  if (isFree(type)) {
    return { kind: "free" };
  }
  const billedBy = USE_TYPES[type];
  const standing = STANDING_COSTS[type];
  if (!standing) {
    return billedBy === undefined
      ? { kind: "unknown", reason: `${type} is not in the price table` }
      : { kind: "use", billedBy };
  }
  const prices = unitPrices(region);
  if (!prices) {
    return { kind: "unknown", reason: `region ${region} is not in the price table` };
  }
  return standing(inputs, prices);
}

/** The engine's own resources and what runs on the machine of whoever deploys are nobody's bill. */
function isFree(type: string): boolean {
  return /^(pulumi|fleet|command|awsx):/.test(type) || FREE_TYPES.has(type);
}
