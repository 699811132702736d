import type { ListOptions } from "../../backend/registry/list-workspaces";
import { TEMPLATES, WORKSPACE_STATUSES } from "../../contracts/registry/records";
import { WORKSPACE_SORTS, type WorkspaceFilter } from "../../contracts/registry/workspace-filter";

/** Names of the fields of the form, as they stand in the address. */
export const FIELDS = [
  "text",
  "template",
  "status",
  "owner",
  "tag",
  "type",
  "days",
  "min",
  "max",
  "sort",
] as const;
export type Field = (typeof FIELDS)[number];

/** What an address asks for. */
export interface Asked {
  readonly filter: WorkspaceFilter;
  readonly options: ListOptions;
  /** What of it cannot be understood, in words; it counts for nothing. */
  readonly problems: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;

/** @param now for ages */
export function parseFilters(query: URLSearchParams, now: Date): Asked {
  const problems: string[] = [];
  const text = (field: Field) => query.get(field)?.trim() || undefined;
  const oneOf = <Value extends string>(field: Field, values: readonly Value[]): Value | undefined => {
    const given = text(field);
    const value = values.find((known) => known === given);
    if (given !== undefined && value === undefined) {
      problems.push(`${field} is ${JSON.stringify(given)}: use one of ${values.join(", ")}`);
    }
    return value;
  };
  const number = (field: Field): number | undefined => {
    const given = text(field);
    const value = Number(given);
    if (given === undefined || (Number.isFinite(value) && value >= 0)) {
      return given === undefined ? undefined : value;
    }
    problems.push(`${field} is ${JSON.stringify(given)}: use a number from 0`);
    return undefined;
  };
  const status = oneOf("status", WORKSPACE_STATUSES);
  const days = number("days");
  const tag = text("tag");
  const [key = "", ...value] = tag?.split("=") ?? [];
  if (tag !== undefined && (key === "" || value.length === 0)) {
    problems.push(`tag is ${JSON.stringify(tag)}: use key=value`);
  }
  return {
    filter: {
      text: text("text"),
      template: oneOf("template", TEMPLATES),
      owner: text("owner"),
      statuses: status && [status],
      tags: key !== "" && value.length > 0 ? { [key]: value.join("=") } : undefined,
      resourceType: text("type"),
      createdSince: days === undefined ? undefined : new Date(now.getTime() - days * DAY).toISOString(),
      minMonthlyCost: number("min"),
      maxMonthlyCost: number("max"),
    },
    options: { sort: oneOf("sort", WORKSPACE_SORTS), cursor: query.get("cursor") || undefined },
    problems,
  };
}
