import type { CurrentCheckpoint } from "../../backend/checkpoints/current-checkpoints";
import { type UnitPrices, unitPrices } from "../../contracts/prices/price-list";
import { stackCost } from "../../contracts/prices/stack-cost";
import type { Garbage } from "./garbage";

const GIB = 1024 ** 3;

/** What so many bytes cost a month in `region`. */
export function storageCost(
  bytes: number,
  price: "imageGibMonth" | "logGibMonth" | "stateGibMonth",
  region: string,
): Pick<Garbage, "bytes" | "monthlyUsd"> {
  const prices: UnitPrices | undefined = unitPrices(region);
  return { bytes, ...(prices && { monthlyUsd: (bytes / GIB) * prices[price] }) };
}

/** What a stack's resources cost a month for being there; of a state that cannot be read nobody knows. */
export function checkpointCost(
  stack: CurrentCheckpoint | undefined,
  region: string,
): Pick<Garbage, "monthlyUsd" | "unknown"> {
  if (!stack || stack.damage !== undefined) {
    return stack ? {} : { monthlyUsd: 0 };
  }
  const resources = (stack.checkpoint?.resources ?? []).filter(({ custom, external }) => custom && !external);
  const { monthlyUsd, unknown } = stackCost(resources, region);
  return { monthlyUsd, ...(Object.keys(unknown).length > 0 && { unknown }) };
}
