import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import {
  assertJournalIsOf,
  journalPath,
  type MigrationJournal,
  readJournal,
  removeJournal,
} from "../../migration/journal";
import { MIGRATED_PROJECTS, type MigratedProject } from "../../migration/resource-type";
import { withoutResources } from "../../migration/taken-back";
import { confirm } from "../../output/confirm";
import { releaseDeadLocks } from "../environment/dead-locks";
import type { MigrateOptions } from "./migration";

/** What was taken out of the states; what `--json` prints. */
export interface UndoReport {
  readonly environment: string;
  readonly projects: ReadonlyArray<{
    readonly project: MigratedProject;
    readonly forgotten: readonly string[];
  }>;
}

/**
 * Takes exactly what a migration has imported out of the states again; AWS is not asked for anything.
 * @param path of the plan that was carried out
 * @throws FleetError `OperationRefused` when something that came later stands on it
 */
export async function undo(
  context: Context,
  backend: EnvironmentBackend,
  path: string,
  options: MigrateOptions,
): Promise<void> {
  const { output } = context;
  const file = journalPath(path);
  const journal = readJournal(file);
  if (!journal) {
    throw new FleetError("InvalidArgument", `nothing was begun with ${path}: there is nothing to take back`);
  }
  assertJournalIsOf(backend, journal, file);
  const danger = `This takes what was imported out of the state of ${backend.environment}, and changes nothing in AWS.`;
  await confirm(output, options.yes === true, danger, backend.environment);
  const projects: UndoReport["projects"][number][] = [];
  for (const project of MIGRATED_PROJECTS.toReversed()) {
    const forgotten = await takeBack(context, backend, project, journal, options);
    if (forgotten) {
      projects.push({ project, forgotten });
      output.line(`${project} ${backend.environment}: ${forgotten.length} entries taken out of the state`);
    }
  }
  removeJournal(file);
  output.result({ environment: backend.environment, projects } satisfies UndoReport, () =>
    output.line("the states are as before, and AWS was not touched"),
  );
}

/** @returns URNs; undefined when the project was not begun */
async function takeBack(
  context: Context,
  backend: EnvironmentBackend,
  project: MigratedProject,
  { projects }: MigrationJournal,
  options: MigrateOptions,
): Promise<readonly string[] | undefined> {
  const progress = projects[project];
  if (!progress) {
    return undefined;
  }
  const engine = context.engine();
  const target = targetOf(context, project, backend);
  const id = { project, stack: target.stack };
  await releaseDeadLocks(context, backend, project);
  return withLease(context, backend, id, "undo migrate terraform", options, async ({ signal }) => {
    if (!(await engine.stacks(target)).some(({ name }) => name === target.stack)) {
      return [];
    }
    const state = await engine.exportState(target);
    const { deployment, forgotten } = withoutResources(state, progress.urns, `${project} ${target.stack}`);
    signal.throwIfAborted();
    if (forgotten.length > 0) {
      await engine.importState(target, deployment);
    }
    if ((deployment.deployment.resources ?? []).length === 0 && progress.stackCreated) {
      await engine.removeStack(target);
    }
    return forgotten;
  });
}
