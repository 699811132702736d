import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { Deployment, PlannedResource, StackTarget } from "../../engine/engine";
import { targetOf } from "../../engine/environment-backend";
import { type StackLease, withLease } from "../../engine/leased";
import { checkPlanAgainstProgram } from "../../migration/check-plan";
import { addedTo, entriesOf, idsOf, missingFrom } from "../../migration/imported-entries";
import { withImportedInputs } from "../../migration/imported-inputs";
import { journalPath, type MigrationJournal } from "../../migration/journal";
import type { MigrationStep } from "../../migration/migration-plan";
import type { MigratedProject } from "../../migration/resource-type";
import { withAdopted } from "../environment/adoption";
import { releaseDeadLocks } from "../environment/dead-locks";
import { type OperationReport, runOperation } from "../project/run-operation";
import type { MigrateOptions, Migration } from "./migration";
import { plannedResources } from "./program-resources";
import { ProjectJournal } from "./project-journal";
import { type ProjectReport, projectReport } from "./project-report";

interface Outcome {
  readonly report: ProjectReport;
  readonly journal: MigrationJournal;
}

/**
 * Writes the resources of `steps` into the project's state, reads them from AWS and previews. Each step looks at what
 * is there first, so that a run which was killed anywhere is completed by the next one.
 * @throws FleetError `InvalidArgument` when the plan does not fit the program, `OperationRefused` when a resource is in
 * the state already, `DeploymentFailed` when AWS does not have one
 */
export async function importProject(
  context: Context,
  migration: Migration,
  project: MigratedProject,
  steps: readonly MigrationStep[],
  journal: MigrationJournal,
  options: MigrateOptions,
): Promise<Outcome> {
  const { backend } = migration;
  const target = targetOf(context, project, backend);
  const id = { project, stack: target.stack };
  if (options.resume) {
    await releaseDeadLocks(context, backend, project);
  }
  const progress = new ProjectJournal(journalPath(migration.path), journal, project);
  return withLease(context, backend, id, "migrate terraform", options, async (lease) => {
    const run = new ProjectImport(context, migration, target, project, lease, progress);
    return run.run(steps);
  });
}

/** One project's import, under its lease. */
class ProjectImport {
  readonly #context: Context;
  readonly #migration: Migration;
  readonly #target: StackTarget;
  readonly #project: MigratedProject;
  readonly #lease: StackLease;
  readonly #journal: ProjectJournal;

  constructor(
    context: Context,
    migration: Migration,
    target: StackTarget,
    project: MigratedProject,
    lease: StackLease,
    journal: ProjectJournal,
  ) {
    this.#context = context;
    this.#migration = migration;
    this.#target = target;
    this.#project = project;
    this.#lease = lease;
    this.#journal = journal;
  }

  async run(steps: readonly MigrationStep[]): Promise<Outcome> {
    const stackCreated = await this.#createStack();
    const before = await this.#context.engine().exportState(this.#target);
    const missing = missingFrom(before, steps);
    if (this.#journal.isAt("importing", "imported") && missing.length < steps.length) {
      // A run was killed before it had read them: a preview would compare with what is not complete.
      await this.#refresh(steps.filter((step) => !missing.includes(step)));
    }
    if (missing.length > 0) {
      await this.#import(before, missing, stackCreated);
      await this.#refresh(steps);
    }
    const report = await projectReport(this.#context, this.#target, this.#project, steps);
    const { imported, changed, toCreate } = report;
    this.#say(`${imported.length} imported, ${changed.length} of them would change, ${toCreate} to create`);
    if (changed.length === 0 && !this.#journal.isAt("settled")) {
      this.#journal.note("verified");
      await this.#settle(before, report);
    }
    return { report, journal: this.#journal.whole };
  }

  async #import(before: Deployment, steps: readonly MigrationStep[], stackCreated: boolean): Promise<void> {
    const engine = this.#context.engine();
    const planned = await plannedResources(this.#context, this.#target);
    checkPlanAgainstProgram(steps, planned, this.#project, this.#migration.path);
    const next = withAdopted(before, this.#completed(planned, steps), idsOf(steps));
    this.#journal.note("importing", { urns: addedTo(before, next), stackCreated });
    this.#lease.signal.throwIfAborted();
    this.#say(`importing ${steps.length} resources`);
    await engine.importState(this.#target, next);
  }

  /** @returns whether it was not there */
  async #createStack(): Promise<boolean> {
    const engine = this.#context.engine();
    const stacks = await engine.stacks(this.#target);
    const isThere = stacks.some(({ name }) => name === this.#target.stack);
    if (!isThere) {
      await engine.createStack(this.#target);
    }
    // An empty one is as good as none: the plan's preview makes it.
    return (
      !isThere || stacks.some(({ name, resourceCount }) => name === this.#target.stack && !resourceCount)
    );
  }

  #completed(
    planned: readonly PlannedResource[],
    steps: readonly MigrationStep[],
  ): readonly PlannedResource[] {
    const resources = new Map(this.#migration.state.resources.map((one) => [one.address, one]));
    const sources = new Map(steps.map(({ urn, address }) => [urn, resources.get(address)]));
    return planned.map((one) => {
      const source = sources.get(one.urn);
      return source ? withImportedInputs(one, source) : one;
    });
  }

  async #refresh(steps: readonly MigrationStep[]): Promise<void> {
    this.#journal.note("imported");
    const { changes } = await this.#operate("refresh");
    const gone = changes.delete ? await this.#withoutEntry(steps) : [];
    if (gone.length > 0) {
      throw new FleetError(
        "DeploymentFailed",
        `AWS does not have ${gone.length} of the resources that Terraform's state has: make them skip in ${this.#migration.path}, and go on with --resume`,
        gone.map(({ address, type, id }) => `${address}: ${type} ${id}`),
      );
    }
    this.#journal.note("refreshed");
  }

  /**
   * An `up` that has nothing to do in AWS writes what an import does not know into the state: outputs, which other
   * projects read, and dependencies.
   */
  async #settle(before: Deployment, { toCreate }: ProjectReport): Promise<void> {
    if (toCreate > 0) {
      return;
    }
    await this.#operate("up");
    const after = await this.#context.engine().exportState(this.#target);
    this.#journal.note("settled", { urns: addedTo(before, after) });
  }

  async #withoutEntry(steps: readonly MigrationStep[]): Promise<readonly MigrationStep[]> {
    const state = await this.#context.engine().exportState(this.#target);
    const urns = new Set(entriesOf(state).map(({ urn }) => urn));
    return steps.filter(({ urn }) => !urns.has(urn ?? ""));
  }

  #operate(operation: "refresh" | "up"): Promise<OperationReport> {
    const { backend } = this.#migration;
    const options = { lease: this.#lease, savesAtEnd: true };
    return runOperation(this.#context, operation, this.#target, backend, options);
  }

  #say(text: string): void {
    this.#context.output.line(`${this.#project} ${this.#target.stack}: ${text}`);
  }
}
