import type { Registry } from "../../backend/registry/registry";
import { FleetError } from "../../contracts/errors";
import { registryNames } from "../../contracts/registry/registry-names";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";
import { stateBucketOf } from "./state-bucket";

/** The environment's registry with the caller's credentials. */
export function registryOf(context: Context, backend: EnvironmentBackend): Registry {
  const { RegistryTable } =
    require("../../backend/registry/registry-table") as typeof import("../../backend/registry/registry-table");
  const { environment, region } = backend;
  const table = new RegistryTable(context.clients(region).dynamodb, registryNames(environment).table);
  return { bucket: stateBucketOf(context, backend), table, environment, region };
}

/**
 * What `ask` answers of the registry.
 * @throws FleetError `BackendUnavailable` when the environment has none
 */
export async function askRegistry<Answer>(
  { environment }: EnvironmentBackend,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") {
      throw missingRegistry(environment, error);
    }
    throw error;
  }
}

function missingRegistry(environment: EnvironmentBackend["environment"], cause: unknown): FleetError {
  return new FleetError(
    "BackendUnavailable",
    `registry ${registryNames(environment).table} is missing: run \`fleet bootstrap ${environment}\``,
    [],
    { cause },
  );
}
