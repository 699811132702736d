import { cents } from "./cents";
import { monthlyCost } from "./monthly-cost";
import { pricesOf } from "./price-origin";

/** A resource as far as its price needs it. */
export interface PricedResource {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** What resources of one type come to. */
export interface TypeCost {
  readonly type: string;
  readonly count: number;
  /** USD a month. */
  readonly monthlyUsd: number;
}

/** What several resources cost a month for being there. */
export interface StackCost {
  /** Of those whose price is known. */
  readonly monthlyUsd: number;
  /** The dearest first. */
  readonly standing: readonly TypeCost[];
  /** Resources that are billed by use alone, by type. */
  readonly byUse: Readonly<Record<string, number>>;
  /** Resources whose price is not known, by type: `monthlyUsd` is too low by what they cost. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Where the prices are from, and whether anybody has compared them with AWS's. */
  readonly pricesOf: string;
}

/** Adds up what `resources` cost in `region`. */
export function stackCost(resources: Iterable<PricedResource>, region: string): StackCost {
  const standing = new Map<string, { count: number; monthlyUsd: number }>();
  const byUse: Record<string, number> = {};
  const unknown: Record<string, number> = {};
  for (const { type, inputs = {} } of resources) {
    const cost = monthlyCost(type, inputs, region);
    if (cost.kind === "standing") {
      const { count, monthlyUsd } = standing.get(type) ?? { count: 0, monthlyUsd: 0 };
      standing.set(type, { count: count + 1, monthlyUsd: monthlyUsd + cost.usd });
    } else if (cost.kind === "use") {
      byUse[type] = (byUse[type] ?? 0) + 1;
    } else if (cost.kind === "unknown") {
      unknown[type] = (unknown[type] ?? 0) + 1;
    }
  }
  return summed(
    [...standing].map(([type, of]) => ({ type, ...of })),
    byUse,
    unknown,
    pricesOf(region),
  );
}

/** Several stacks as one. */
export function totalCost(costs: readonly StackCost[]): StackCost {
  const types = new Set(costs.flatMap(({ standing }) => standing.map(({ type }) => type)));
  const standing = [...types].map((type) => {
    const same = costs.flatMap((cost) => cost.standing.filter((each) => each.type === type));
    return {
      type,
      count: same.reduce((sum, { count }) => sum + count, 0),
      monthlyUsd: same.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0),
    };
  });
  return summed(
    standing,
    addUp(costs.map(({ byUse }) => byUse)),
    addUp(costs.map(({ unknown }) => unknown)),
    [...new Set(costs.map((cost) => cost.pricesOf))].join("; "),
  );
}

function summed(
  standing: readonly TypeCost[],
  byUse: StackCost["byUse"],
  unknown: StackCost["unknown"],
  origin: string,
): StackCost {
  return {
    monthlyUsd: cents(standing.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)),
    standing: standing
      .map((each) => ({ ...each, monthlyUsd: cents(each.monthlyUsd) }))
      .sort((left, right) => right.monthlyUsd - left.monthlyUsd || left.type.localeCompare(right.type)),
    byUse,
    unknown,
    pricesOf: origin,
  };
}

function addUp(counts: ReadonlyArray<Readonly<Record<string, number>>>): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [type, count] of counts.flatMap((each) => Object.entries(each))) {
    sums[type] = (sums[type] ?? 0) + count;
  }
  return sums;
}
