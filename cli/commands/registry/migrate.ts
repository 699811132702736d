import { pathToFileURL } from "node:url";
import {
  addFileWorkspace,
  checkFileWorkspace,
  recordedFileWorkspaces,
} from "../../../backend/registry/file-workspaces";
import type { Registry } from "../../../backend/registry/registry";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { RegistryPhase } from "../../../contracts/registry/registry-phase";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { environmentStack } from "../../engine/record-outcome";
import { askRegistry, registryOf } from "../../engine/registry";
import { configuredPhase } from "../../engine/registry-phase";
import { describeSteps, type MigrationStep, type PlannedStep } from "../../file-workspaces/migration-step";
import { planSteps } from "../../file-workspaces/plan-steps";
import { findWorkspaces } from "../../file-workspaces/source-folder";
import { columns } from "../../output/columns";
import { formatUsd } from "../../output/usd";
import type { MigrateOptions } from "./migrate-options";
import { undoMigration } from "./undo-migration";

/** What a migration came to; what `--json` prints. */
export interface RegistryMigration {
  readonly environment: Environment;
  readonly phase: RegistryPhase;
  readonly steps: readonly MigrationStep[];
  /** How many were written, and read again to see whether they are whole. */
  readonly written: number;
}

/**
 * Takes the environment's workspaces of a folder into its registry, or back out of it. The folder is only read.
 * @throws FleetError `InvalidArgument`; `CheckFailed` that names what could not be taken over
 */
export async function migrate(context: Context, options: MigrateOptions): Promise<void> {
  const { environment, sourceDir } = options;
  const phase = configuredPhase(context.home, environment);
  const found = findWorkspaces(sourceDir);
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const registry = registryOf(context, backend);
  if (options.undo) {
    await undoMigration(context, backend, registry, found, options);
    return;
  }
  const planned = planSteps(found, {
    environment,
    region: backend.region,
    phase,
    location: (options.location ?? pathToFileURL(sourceDir).href).replace(/\/+$/, ""),
    recorded: await askRegistry(context, backend, () => recordedFileWorkspaces(registry)),
    resume: options.resume === true,
  });
  const steps = planned.map(({ step }) => step);
  const written = options.dryRun ? 0 : await write(context, backend, registry, planned, options);
  const { output } = context;
  output.result({ environment, phase, steps, written } satisfies RegistryMigration, () => {
    showSteps(context, steps);
    output.line(`phase ${phase}; ${describeSteps(steps)}`);
    output.line(
      options.dryRun
        ? "nothing was changed: run it without --dry-run to do this"
        : `${written} written and verified`,
    );
  });
  if (!options.dryRun) {
    assertNoneLeft(steps, sourceDir);
  }
}

async function write(
  context: Context,
  backend: EnvironmentBackend,
  registry: Registry,
  planned: readonly PlannedStep[],
  options: MigrateOptions,
): Promise<number> {
  const workspaces = planned.flatMap(({ workspace }) => workspace ?? []);
  if (workspaces.length === 0) {
    return 0;
  }
  const stack = environmentStack(backend.environment);
  return context.interruption.graceful((interrupted) =>
    withLease(context, backend, stack, "registry migrate", options, async (lease) => {
      for (let start = 0; start < workspaces.length; start += options.batchSize) {
        interrupted.throwIfAborted();
        lease.signal.throwIfAborted();
        const batch = workspaces.slice(start, start + options.batchSize);
        await Promise.all(batch.map((workspace) => addFileWorkspace(registry, workspace)));
        const problems = await Promise.all(batch.map((workspace) => checkFileWorkspace(registry, workspace)));
        assertWhole(batch.map(({ workspace }, index) => ({ id: workspace.id, problem: problems[index] })));
        context.output.line(`${start + batch.length} of ${workspaces.length} written and verified`);
      }
      return workspaces.length;
    }),
  );
}

function assertWhole(checked: ReadonlyArray<{ readonly id: string; readonly problem?: string }>): void {
  const failed = checked.filter(({ problem }) => problem !== undefined);
  if (failed.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `${failed.length} workspaces are not in the registry as they were written: run it again`,
      failed.map(({ id, problem }) => `${id}: ${problem}`),
    );
  }
}

function showSteps({ output }: Context, steps: readonly MigrationStep[]): void {
  const rows = steps.map(({ action, id, name, owner, resourceCount, monthlyCost, reason }) => [
    action,
    id,
    name ?? "",
    owner ?? "",
    resourceCount === undefined ? "" : String(resourceCount),
    monthlyCost === undefined ? "" : formatUsd(monthlyCost),
    reason,
  ]);
  for (const line of columns([["DO", "ID", "NAME", "OWNER", "RESOURCES", "A MONTH", "REMARK"], ...rows])) {
    output.line(line);
  }
}

function assertNoneLeft(steps: readonly MigrationStep[], sourceDir: string): void {
  const left = steps.filter(({ action }) => action === "leave");
  if (left.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `${left.length} of ${steps.length} workspaces of ${sourceDir} were left: correct them, and run it again; the others need not be done again`,
      left.map(({ id, reason }) => `${id}: ${reason}`),
    );
  }
}
