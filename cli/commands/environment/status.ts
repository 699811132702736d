import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Status } from "../../../contracts/status";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import type { Scope } from "../project/scopes";
import { type EnvironmentStatus, statusOf, tolerantStatus } from "./environment-status";
import { costNotes, statusRows } from "./status-rows";

/** Shows what is deployed in the environment, what it costs, who holds which lock, and how the requests stand. */
export async function status(
  context: Context,
  environment: Environment,
  scopes: readonly Scope[],
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const [found, requests] = await Promise.all([
    statusOf(context, backend),
    countRequests(context, environment),
  ]);
  const chosen = within(found, scopes);
  context.output.result({ ...chosen, requests }, () => {
    showBackend(context, backend);
    show(context, [chosen]);
    const counts = Object.entries(requests).map(([name, count]) => `${count} ${name}`);
    context.output.line(`  requests: ${counts.length === 0 ? "none" : counts.join(", ")}`);
  });
}

/** Shows all environments side by side; one that cannot be looked at is a line, not a failure. */
export async function statusOfAll(context: Context, scopes: readonly Scope[]): Promise<void> {
  const found = await Promise.all(ENVIRONMENTS.map((environment) => tolerantStatus(context, environment)));
  const chosen = found.map((each) => within(each, scopes));
  context.output.result(chosen, () => show(context, chosen));
}

function show(context: Context, statuses: readonly EnvironmentStatus[]): void {
  for (const line of [...statusRows(statuses), ...costNotes(statuses)]) {
    context.output.line(`  ${line}`);
  }
}

function within(found: EnvironmentStatus, scopes: readonly Scope[]): EnvironmentStatus {
  const chosen = (project: string) =>
    scopes.some((scope) => (scope === "enclaves" ? "enclave" : scope) === project);
  return {
    ...found,
    projects: found.projects.filter(({ project }) => chosen(project)),
    locks: found.locks.filter(({ project }) => chosen(project)),
  };
}

async function countRequests(
  context: Context,
  environment: Environment,
): Promise<Readonly<Partial<Record<Status, number>>>> {
  const { requestStore } = require("../enclave/request-store") as typeof import("../enclave/request-store");
  const counts: Partial<Record<Status, number>> = {};
  try {
    for await (const { status: each } of requestStore(context, environment).list()) {
      counts[each] = (counts[each] ?? 0) + 1;
    }
  } catch (error) {
    // Before base is deployed there is no table, and so no request.
    if (!(error instanceof FleetError && error.name === "BackendUnavailable")) {
      throw error;
    }
  }
  return counts;
}
