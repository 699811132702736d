import { findResources, type OwnedResource } from "../../../backend/registry/find-resources";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { askRegistry, registryOf } from "../../engine/registry";
import { columns } from "../../output/columns";

/** What `--json` prints of each environment. */
export interface EnvironmentFindings {
  readonly environment: Environment;
  readonly found: readonly OwnedResource[];
  /** Why it could not be asked. */
  readonly unavailable?: string;
}

/**
 * Tells which workspaces have a resource with this ARN, id, name or address.
 * @throws FleetError `StackNotFound` when none has, `BackendUnavailable` when no environment could be asked
 */
export async function find(
  context: Context,
  value: string,
  environments: readonly Environment[],
): Promise<void> {
  const all = await Promise.all(environments.map((environment) => findIn(context, value, environment)));
  const reachable = all.filter(({ unavailable }) => unavailable === undefined);
  const { output } = context;
  if (reachable.length === 0) {
    throw new FleetError(
      "BackendUnavailable",
      `no environment could be asked for ${value}`,
      all.map(({ environment, unavailable }) => `${environment}: ${unavailable}`),
    );
  }
  const found = reachable.flatMap((each) => each.found);
  if (found.length === 0) {
    throw new FleetError(
      "StackNotFound",
      `no workspace of ${reachable.map(({ environment }) => environment).join(", ")} has a resource with the ARN, id, name or address ${value}: give it whole, as AWS shows it`,
    );
  }
  output.result(all, () => {
    const rows = found.map(({ resource, workspace }) => [
      workspace?.environment ?? "",
      workspace?.name ?? resource.workspaceId,
      resource.type,
      resource.logicalName,
      resource.cloudId ?? "",
      workspace?.owner ?? "",
    ]);
    for (const line of columns([["ENV", "WORKSPACE", "TYPE", "NAME", "ID", "OWNER"], ...rows])) {
      output.line(line);
    }
  });
}

async function findIn(
  context: Context,
  value: string,
  environment: Environment,
): Promise<EnvironmentFindings> {
  try {
    const backend = await checkedBackend(context, environment);
    const found = await askRegistry(context, backend, () =>
      findResources(registryOf(context, backend).table, value),
    );
    return { environment, found };
  } catch (error) {
    if (error instanceof FleetError && error.name === "BackendUnavailable") {
      return { environment, found: [], unavailable: error.message };
    }
    throw error;
  }
}
