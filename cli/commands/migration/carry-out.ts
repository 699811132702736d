import { createHash } from "node:crypto";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { assertJournalIsOf, journalPath, type MigrationJournal, readJournal } from "../../migration/journal";
import type { MigrationStep } from "../../migration/migration-plan";
import { MIGRATED_PROJECTS } from "../../migration/resource-type";
import { confirm } from "../../output/confirm";
import { importProject } from "./import-project";
import type { MigrateOptions, Migration } from "./migration";
import type { ProjectReport } from "./project-report";
import { showPlan } from "./show-plan";

/** What a migration came to; what `--json` prints. */
export interface MigrationReport {
  readonly environment: string;
  readonly projects: readonly ProjectReport[];
}

/** Imports what the plan says, project by project, and looks whether that would change anything. */
export async function carryOut(
  context: Context,
  migration: Migration,
  options: MigrateOptions,
): Promise<void> {
  const { output } = context;
  const { backend, plan, path } = migration;
  const journal = openJournal(migration, options.resume === true);
  const imports = plan.steps.filter(({ action }) => action === "import");
  if (options.dryRun) {
    showPlan(output, plan);
    output.result({ environment: backend.environment, projects: [] } satisfies MigrationReport, () =>
      output.line("nothing was changed: run it without --dry-run to do this"),
    );
    return;
  }
  const danger = `This writes ${imports.length} resources into the state of ${backend.environment}, and changes nothing in AWS.`;
  await confirm(output, options.yes === true, danger, backend.environment);
  const projects: ProjectReport[] = [];
  let progress = journal;
  for (const project of MIGRATED_PROJECTS) {
    const steps = imports.filter((step) => step.project === project);
    if (steps.length === 0) {
      continue;
    }
    const done = await importProject(context, migration, project, steps, progress, options);
    progress = done.journal;
    projects.push(done.report);
    assertUnchanged(done.report, path);
    if (done.report.toCreate > 0 && needsMore(imports, project)) {
      throw waitsForUp(done.report);
    }
  }
  output.result({ environment: backend.environment, projects } satisfies MigrationReport, () =>
    output.line(
      `what was imported is managed from here; take it back with --undo, which needs ${journalPath(path)}`,
    ),
  );
}

function openJournal({ backend, path, text }: Migration, resume: boolean): MigrationJournal {
  const file = journalPath(path);
  const found = readJournal(file);
  const plan = createHash("sha256").update(text).digest("hex");
  if (!found) {
    if (resume) {
      throw new FleetError("InvalidArgument", `nothing was begun with ${path}: run it without --resume`);
    }
    return { version: 1, plan, bucket: backend.bucketName, projects: {} };
  }
  assertJournalIsOf(backend, found, file);
  if (!resume) {
    throw new FleetError(
      "OperationRefused",
      `${path} was begun already, as ${file} says: go on with --resume, or take it back with --undo`,
    );
  }
  // A plan may be corrected in between: what was imported is looked for in the state, not in the plan.
  return { ...found, plan };
}

function assertUnchanged({ project, environment, changed }: ProjectReport, path: string): void {
  if (changed.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `${changed.length} of the resources that were imported into ${project} ${environment} would be changed by \`up\`: look at \`fleet preview ${project} ${environment}\`, correct configuration or program, and go on with --plan ${path} --resume`,
      changed.map(({ urn, operation }) => `${operation} ${urn}`),
    );
  }
}

function needsMore(imports: readonly MigrationStep[], project: string): boolean {
  return project === "base" && imports.some((step) => step.project === "runtime");
}

/** Runtime reads base's outputs, which only `up` writes. */
function waitsForUp({ project, environment, toCreate }: ProjectReport): FleetError {
  return new FleetError(
    "OperationRefused",
    `runtime waits for ${project}'s outputs, and \`up\` would create ${toCreate} resources that Terraform did not have: look at \`fleet preview ${project} ${environment}\`, run \`fleet up ${project} ${environment}\`, and go on with --resume`,
  );
}
