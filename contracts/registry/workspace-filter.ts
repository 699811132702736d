import type { RegistryStatus, Template, WorkspaceRecord } from "./records";

/** Which workspaces of an environment; all that is given must hold. */
export interface WorkspaceFilter {
  readonly template?: Template;
  readonly owner?: string;
  /** One of these. @default every status but `destroyed` */
  readonly statuses?: readonly RegistryStatus[];
  /** Each of these tags with this value. */
  readonly tags?: Readonly<Record<string, string>>;
  /** A part of the type of one of its resources, for instance `ec2/instance`. */
  readonly resourceType?: string;
  /** Created at this time (ISO 8601) or later. */
  readonly createdSince?: string;
  /** Created before this time (ISO 8601). */
  readonly createdBefore?: string;
  /** USD a month. */
  readonly minMonthlyCost?: number;
  readonly maxMonthlyCost?: number;
  /** Each of its words is in the name, id, owner, description or a tag, in upper or lower case. */
  readonly text?: string;
}

/** What workspaces are sorted by: times, costs and counts with the greatest first, texts from a to z. */
export const WORKSPACE_SORTS = ["updated", "created", "name", "owner", "cost", "resources"] as const;
export type WorkspaceSort = (typeof WORKSPACE_SORTS)[number];

/** By what a workspace is sorted. */
export function sortValue(record: WorkspaceRecord, sort: WorkspaceSort): string | number {
  switch (sort) {
    case "cost":
      return record.monthlyCost;
    case "resources":
      return record.resourceCount;
    default:
      // An empty owner is in no row.
      return record[sort] ?? "";
  }
}

/** Whether `left` comes before `right`; the ids decide between equals. */
export function compareWorkspaces(sort: WorkspaceSort) {
  const ascending = sort === "name" || sort === "owner";
  return (left: WorkspaceRecord, right: WorkspaceRecord): number => {
    const [one, other] = [sortValue(left, sort), sortValue(right, sort)];
    if (one !== other) {
      return one < other === ascending ? -1 : 1;
    }
    if (left.id === right.id) {
      return 0;
    }
    return left.id < right.id === ascending ? -1 : 1;
  };
}
