import { recordedFileWorkspaces, removeFileWorkspace } from "../../../backend/registry/file-workspaces";
import type { Registry } from "../../../backend/registry/registry";
import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { environmentStack } from "../../engine/record-outcome";
import { askRegistry } from "../../engine/registry";
import type { FoundWorkspace } from "../../file-workspaces/source-folder";
import { confirm } from "../../output/confirm";
import type { MigrateOptions } from "./migrate-options";

/** What taking back came to; what `--json` prints. */
export interface RegistryMigrationUndone {
  readonly environment: Environment;
  /** Ids of the workspaces that the registry had. */
  readonly takenBack: readonly string[];
}

/**
 * Takes the folder's workspaces out of the registry again. The files are as they were before, and are all there is then.
 * @throws FleetError `OperationRefused` when nobody confirms it
 */
export async function undoMigration(
  context: Context,
  backend: EnvironmentBackend,
  registry: Registry,
  found: readonly FoundWorkspace[],
  { environment, batchSize, dryRun, yes = false, waitSeconds }: MigrateOptions,
): Promise<void> {
  const recorded = await askRegistry(context, backend, () => recordedFileWorkspaces(registry));
  const ids = found.map(({ id }) => id).filter((id) => recorded.has(id));
  const moved = ids.filter((id) => recorded.get(id)?.files?.truth === "registry");
  const { output } = context;
  const report: RegistryMigrationUndone = { environment, takenBack: dryRun ? [] : ids };
  const what = `${ids.length} workspaces from files`;
  if (dryRun || ids.length === 0) {
    output.result(report, () => output.line(`${what} would be taken out of the registry of ${environment}`));
    return;
  }
  await confirm(
    output,
    yes,
    `This takes ${what} out of the registry of ${environment}; of ${moved.length} of them the registry is what counts, and what was set there since is lost. No file and nothing in AWS is changed.`,
    environment,
  );
  const stack = environmentStack(environment);
  await context.interruption.graceful((interrupted) =>
    withLease(context, backend, stack, "registry migrate --undo", { waitSeconds }, async (lease) => {
      for (let start = 0; start < ids.length; start += batchSize) {
        interrupted.throwIfAborted();
        lease.signal.throwIfAborted();
        await Promise.all(ids.slice(start, start + batchSize).map((id) => removeFileWorkspace(registry, id)));
      }
    }),
  );
  output.result(report, () => output.line(`${what} were taken out of the registry of ${environment}`));
}
