import type { DeploymentCost } from "../../../backend/registry/deployments-by-time";
import { cents } from "../../../contracts/prices/cents";
import type { WorkspaceRecord } from "../../../contracts/registry/records";

/** A time at which costs are looked at. */
export interface CostDate {
  /** The month at whose end it is, as `2026-01`; `now` for the present. */
  readonly name: string;
  readonly at: Date;
}

/** What workspaces cost at one time. */
export interface CostPoint {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** USD a month. */
  readonly monthlyCost: number;
  /** Workspaces that were there, of which it is not known. */
  readonly unknown: number;
}

/** A workspace's cost at each date; undefined where it was there, and nobody knows what it cost. */
export type CostCourse = readonly (number | undefined)[];

/** What the workspaces of a group came to cost. */
export interface CostTrend {
  readonly name: string;
  readonly points: readonly CostPoint[];
  /** Since the end of the last month, in USD a month. */
  readonly change: number;
}

/** The ends of the last `months` months in UTC, the oldest first, and now. */
export function costDates(now: Date, months: number): readonly CostDate[] {
  const ends = Array.from({ length: months }, (_, index) => {
    const back = months - index;
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back));
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1));
    return { name: month.toISOString().slice(0, 7), at };
  });
  return [...ends, { name: "now", at: now }];
}

/**
 * What a workspace cost at each date: what the last deployment before it left behind. One that is destroyed costs
 * nothing since.
 * @param deployments newest first, as far back as they are known
 */
export function costCourse(
  record: Pick<WorkspaceRecord, "monthlyCost" | "created" | "updated" | "status">,
  deployments: readonly DeploymentCost[],
  dates: readonly CostDate[],
): CostCourse {
  const { monthlyCost, created, updated, status } = record;
  return dates.map(({ name, at }) => {
    if (name === "now") {
      return monthlyCost;
    }
    const time = at.toISOString();
    if (status === "destroyed" && updated < time) {
      return 0;
    }
    const last = deployments.find((deployment) => isCosted(deployment, time));
    return last ? last.monthlyCost : created < time ? undefined : 0;
  });
}

/** Whether the deployment had ended before that time, and left something that can be priced. */
export function isCosted({ status, started, ended }: DeploymentCost, time: string): boolean {
  return (status === "succeeded" || status === "failed") && (ended ?? started) < time;
}

/** Sums the courses of each group, the dearest of now first. */
export function costTrends(
  courses: ReadonlyArray<{ readonly group: string; readonly course: CostCourse }>,
  dates: readonly CostDate[],
): readonly CostTrend[] {
  const groups = new Map<string, CostCourse[]>();
  for (const { group, course } of courses) {
    groups.set(group, [...(groups.get(group) ?? []), course]);
  }
  return [...groups]
    .map(([name, all]) => trendOf(name, all, dates))
    .sort((left, right) => costNow(right) - costNow(left) || (left.name < right.name ? -1 : 1));
}

/** The sum of all `courses`. */
export function trendOf(name: string, courses: readonly CostCourse[], dates: readonly CostDate[]): CostTrend {
  const points = dates.map((date, index) => ({
    name: date.name,
    at: date.at.toISOString(),
    monthlyCost: cents(courses.reduce((sum, course) => sum + (course[index] ?? 0), 0)),
    unknown: courses.filter((course) => course[index] === undefined).length,
  }));
  const [before, now] = points.slice(-2);
  return { name, points, change: cents((now?.monthlyCost ?? 0) - (before?.monthlyCost ?? 0)) };
}

function costNow({ points }: CostTrend): number {
  return points.at(-1)?.monthlyCost ?? 0;
}
