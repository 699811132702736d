import { FleetError } from "../../../contracts/errors";
import { TEMPLATES, WORKSPACE_STATUSES } from "../../../contracts/registry/records";
import {
  WORKSPACE_SORTS,
  type WorkspaceFilter,
  type WorkspaceSort,
} from "../../../contracts/registry/workspace-filter";
import { parseChoice } from "../choice-argument";
import { parseDuration } from "../duration-argument";

/** The flags of a list, as the command line has them. */
export interface FilterFlags {
  readonly template?: string;
  readonly owner?: string;
  readonly status?: readonly string[];
  readonly tag?: readonly string[];
  readonly type?: string;
  readonly olderThan?: string;
  readonly newerThan?: string;
  readonly minCost?: string;
  readonly maxCost?: string;
  readonly text?: string;
}

/** @throws FleetError `InvalidArgument` */
export function parseFilter(flags: FilterFlags, now: Date): WorkspaceFilter {
  const { template, owner, status, tag, type, olderThan, newerThan, minCost, maxCost, text } = flags;
  return {
    ...(template !== undefined && { template: parseChoice("--template", template, TEMPLATES) }),
    ...(owner !== undefined && { owner }),
    ...(status !== undefined && {
      statuses: status.includes("any")
        ? WORKSPACE_STATUSES
        : status.map((each) => parseChoice("--status", each, WORKSPACE_STATUSES)),
    }),
    ...(tag !== undefined && { tags: parseTags(tag) }),
    ...(type !== undefined && { resourceType: type }),
    ...(olderThan !== undefined && { createdBefore: before("--older-than", olderThan, now) }),
    ...(newerThan !== undefined && { createdSince: before("--newer-than", newerThan, now) }),
    ...(minCost !== undefined && { minMonthlyCost: parseUsd("--min-cost", minCost) }),
    ...(maxCost !== undefined && { maxMonthlyCost: parseUsd("--max-cost", maxCost) }),
    ...(text !== undefined && { text }),
  };
}

/** @throws FleetError `InvalidArgument` */
export function parseSort(value: string): WorkspaceSort {
  return parseChoice("--sort", value, WORKSPACE_SORTS);
}

/**
 * `key=value`, each key once.
 * @throws FleetError `InvalidArgument`
 */
export function parseTags(assignments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assignments.map((text) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined) {
        throw new FleetError(
          "InvalidArgument",
          `the tag ${JSON.stringify(text)} is not allowed: use key=value, for instance team=payments`,
        );
      }
      return [key, value];
    }),
  );
}

/**
 * The time that was so long ago.
 * @throws FleetError `InvalidArgument`
 */
export function before(flag: string, age: string, now: Date): string {
  const seconds = parseDuration(flag, age, {
    units: ["m", "h", "d", "w"],
    allowed: "a whole number with m, h, d or w, for instance 7d",
  });
  return new Date(now.getTime() - seconds * 1000).toISOString();
}

function parseUsd(flag: string, value: string): number {
  if (!/^[0-9]{1,9}(\.[0-9]{1,2})?$/.test(value)) {
    throw new FleetError(
      "InvalidArgument",
      `${flag} is ${JSON.stringify(value)}: use USD a month, for instance 12.50`,
    );
  }
  return Number(value);
}
