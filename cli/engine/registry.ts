import type { Registry } from "../../backend/registry/registry";
import type { RegistryTable } from "../../backend/registry/registry-table";
import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { registryNames } from "../../contracts/registry/registry-names";
import type { Context } from "../context";
import { deniedAction } from "./denied-action";
import { assertOwnAccount, type EnvironmentBackend, environmentBackend } from "./environment-backend";
import { configuredRegion } from "./stack-settings";
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
 * The environment's registry alone, for who only asks it: nothing else of the environment is looked at.
 * @throws FleetError `BackendUnavailable` when the credentials are of another account than is configured
 */
export async function registryTableOf(context: Context, environment: Environment): Promise<RegistryTable> {
  const { RegistryTable } =
    require("../../backend/registry/registry-table") as typeof import("../../backend/registry/registry-table");
  await assertOwnAccount(context, environment);
  const { dynamodb } = context.clients(configuredRegion(context.home, environment));
  return new RegistryTable(dynamodb, registryNames(environment).table);
}

/** {@link registryTableOf} for who asks several environments, each many times. */
export function registryTables(context: Context): (environment: Environment) => Promise<RegistryTable> {
  const tables = new Map<Environment, Promise<RegistryTable>>();
  return (environment) => {
    const table = tables.get(environment) ?? registryTableOf(context, environment);
    tables.set(environment, table);
    return table;
  };
}

/**
 * What `ask` answers of the registry.
 * @throws FleetError `BackendUnavailable` when the environment has none, or AWS cannot be asked at all, or not this
 */
export async function askRegistry<Answer>(
  context: Context,
  { environment }: Pick<EnvironmentBackend, "environment">,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const { name, code } = error as NodeJS.ErrnoException;
    if (name === "ResourceNotFoundException") {
      throw missingRegistry(environment, error);
    }
    const denied = deniedAction(error);
    if (denied?.startsWith("dynamodb:")) {
      throw new FleetError(
        "BackendUnavailable",
        `registry ${registryNames(environment).table} is not to be asked this by these credentials: ${denied} is denied; a requester asks for what is of their team, by --owner <team> or FLEET_OWNER`,
        [],
        { cause: error },
      );
    }
    if (name === "CredentialsProviderError" || code === "ECONNREFUSED") {
      // Fails for the same reason, and says what to do about it.
      await environmentBackend(context, environment);
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
