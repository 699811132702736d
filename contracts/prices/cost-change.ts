import { cents } from "./cents";
import { type PricedResource, type StackCost, stackCost } from "./stack-cost";

/** One step of a preview, as the engine names them. */
export interface PlannedChange {
  readonly operation: string;
  readonly type: string;
  /** What the program gives; absent for deletions. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** What the state has; absent for what is created. */
  readonly previousInputs?: Readonly<Record<string, unknown>>;
}

/** What a change does to what a stack costs a month for being there. */
export interface CostChange {
  /** USD a month, of those whose price is known. */
  readonly beforeUsd: number;
  readonly afterUsd: number;
  /** Types that come to another sum, the largest change first. */
  readonly changes: ReadonlyArray<{ readonly type: string; readonly usd: number }>;
  /** How many more, or fewer, of the resources that are billed by use alone, by type. */
  readonly byUse: Readonly<Record<string, number>>;
  /** Resources, before or afterwards, whose price is not known, by type: the sums are too low by what they cost. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Where the prices are from. */
  readonly pricesOf: string;
}

/** Steps after which the resource is there as the program gives it. */
const COMES = ["create", "create-replacement", "import", "import-replacement", "update", "same"];

/** Steps before which it was there as the state has it. A replacement's own step only stands between its halves. */
const WAS_THERE = ["delete", "delete-replaced", "update", "same"];

/** What a preview's steps come to; the steps that change nothing belong to the sums. */
export function costChange(steps: readonly PlannedChange[], region: string): CostChange {
  const before = stackCost(resourcesOf(steps, WAS_THERE, "previousInputs"), region);
  const after = stackCost(resourcesOf(steps, COMES, "inputs"), region);
  const usd = difference(monthlyByType(before), monthlyByType(after));
  const changes = Object.entries(usd)
    .map(([type, change]) => ({ type, usd: cents(change) }))
    .filter((change) => change.usd !== 0)
    .sort((left, right) => Math.abs(right.usd) - Math.abs(left.usd) || left.type.localeCompare(right.type));
  const counted = Object.entries(difference(before.byUse, after.byUse)).filter(([, count]) => count !== 0);
  return {
    beforeUsd: before.monthlyUsd,
    afterUsd: after.monthlyUsd,
    changes,
    byUse: Object.fromEntries(counted),
    unknown: larger(before.unknown, after.unknown),
    pricesOf: after.pricesOf,
  };
}

type Counts = Readonly<Record<string, number>>;

function resourcesOf(
  steps: readonly PlannedChange[],
  operations: readonly string[],
  inputs: "inputs" | "previousInputs",
): readonly PricedResource[] {
  return steps
    .filter(({ operation }) => operations.includes(operation))
    .map((step) => ({ type: step.type, inputs: step[inputs] ?? step.inputs }));
}

function monthlyByType({ standing }: StackCost): Counts {
  return Object.fromEntries(standing.map(({ type, monthlyUsd }) => [type, monthlyUsd]));
}

function difference(before: Counts, after: Counts): Counts {
  return joined(before, after, (was, is) => is - was);
}

function larger(before: Counts, after: Counts): Counts {
  return joined(before, after, Math.max);
}

function joined(before: Counts, after: Counts, join: (was: number, is: number) => number): Counts {
  const types = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries([...types].map((type) => [type, join(before[type] ?? 0, after[type] ?? 0)]));
}
