import { FleetError } from "../../../contracts/errors";
import { cents } from "../../../contracts/prices/cents";
import type { WorkspaceRecord } from "../../../contracts/registry/records";

/** What workspaces that have something in common cost. */
export interface CostGroup {
  readonly name: string;
  readonly workspaces: number;
  /** USD. */
  readonly monthlyCost: number;
  /** Resources without a known price, which are in no sum. */
  readonly unpriced: number;
}

/** Of workspaces that have no owner, or not that tag. */
export const NONE = "(none)";

/**
 * What tells the group of a workspace.
 * @param by `environment`, `owner`, `template`, or `tag:<key>`
 * @throws FleetError `InvalidArgument`
 */
export function groupOf(by: string): (record: WorkspaceRecord) => string {
  if (by.startsWith("tag:") && by.length > 4) {
    const key = by.slice(4);
    return ({ tags }) => tags[key] ?? NONE;
  }
  if (by === "environment" || by === "owner" || by === "template") {
    return (record) => record[by] || NONE;
  }
  throw new FleetError(
    "InvalidArgument",
    `--by is ${JSON.stringify(by)}: use environment, owner, template or tag:<key>`,
  );
}

/** The groups, the dearest first. */
export function costGroups(
  workspaces: readonly WorkspaceRecord[],
  group: (record: WorkspaceRecord) => string,
): readonly CostGroup[] {
  const groups = new Map<string, CostGroup>();
  for (const record of workspaces) {
    const name = group(record);
    const { workspaces: count = 0, monthlyCost = 0, unpriced = 0 } = groups.get(name) ?? {};
    groups.set(name, {
      name,
      workspaces: count + 1,
      monthlyCost: cents(monthlyCost + record.monthlyCost),
      unpriced: unpriced + Object.values(record.unpriced).reduce((sum, each) => sum + each, 0),
    });
  }
  return [...groups.values()].sort(
    (left, right) => right.monthlyCost - left.monthlyCost || (left.name < right.name ? -1 : 1),
  );
}
