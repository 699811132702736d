import { totalCost } from "../../../contracts/prices/stack-cost";
import { columns } from "../../output/columns";
import { formatUsd } from "../../output/usd";
import type { EnvironmentStatus } from "./environment-status";
import type { ProjectStatus } from "./scope-status";

const HEADINGS = [
  "ENVIRONMENT",
  "SCOPE",
  "STACKS",
  "RESOURCES",
  "STATE",
  "COST A MONTH",
  "LAST CHANGE",
  "IN USE",
];

/** A line for each scope of each environment, and one for an environment of which nothing can be said. */
export function statusRows(statuses: readonly EnvironmentStatus[]): readonly string[] {
  const rows = statuses.flatMap((status) => [
    ...status.projects.map((project) => row(status, project)),
    ...(status.projects.length > 1 ? [totalRow(status)] : []),
  ]);
  const lines = rows.length === 0 ? [] : columns([HEADINGS, ...rows]);
  const unavailable = statuses.filter((status) => status.unavailable !== undefined);
  return [...lines, ...unavailable.map((status) => `${status.environment}: ${status.unavailable}`)];
}

/** What the figures of cost mean, and what is not in them. */
export function costNotes(statuses: readonly EnvironmentStatus[]): readonly string[] {
  const all = statuses.flatMap(({ projects }) => projects.map(({ cost }) => cost));
  if (all.length === 0) {
    return [];
  }
  const { unknown, pricesOf } = totalCost(all);
  const types = Object.entries(unknown).map(([type, count]) => `${count} ${type}`);
  return [
    `cost: what is there, for being there; what is billed by use is not counted`,
    `prices: ${pricesOf}`,
    ...(types.length > 0 ? [`price not known, not counted: ${types.join(", ")}`] : []),
  ];
}

function totalRow({ environment, projects }: EnvironmentStatus): readonly string[] {
  const sum = (of: (status: ProjectStatus) => number) =>
    projects.reduce((total, status) => total + of(status), 0);
  return [
    environment,
    "total",
    String(sum(({ stacks }) => stacks)),
    String(sum(({ resources }) => resources)),
    kibibytes(sum(({ stateBytes }) => stateBytes)),
    formatUsd(totalCost(projects.map(({ cost }) => cost)).monthlyUsd),
  ];
}

function row({ environment, locks }: EnvironmentStatus, status: ProjectStatus): readonly string[] {
  const { project, deployed, stacks, resources, stateBytes, cost, lastUpdate = "", damaged } = status;
  const scope = project === "enclave" ? "enclaves" : project;
  const users = new Set(
    locks
      .filter((lock) => lock.project === project)
      .map(
        ({ stack, owner = "unknown", operation, state }) =>
          `${stack} by ${owner}${operation ? ` for ${operation}` : ""} (${state})`,
      ),
  );
  if (!deployed) {
    return [
      environment,
      scope,
      project === "enclave" ? "none" : "not deployed",
      "",
      "",
      "",
      "",
      [...users].join(", "),
    ];
  }
  const notes = [...users, ...damaged.map((each) => `cannot be read: ${each}`)];
  return [
    environment,
    scope,
    String(stacks),
    String(resources),
    kibibytes(stateBytes),
    formatUsd(cost.monthlyUsd),
    lastUpdate,
    notes.join(", "),
  ];
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
