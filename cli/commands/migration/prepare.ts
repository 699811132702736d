import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { codeStubs } from "../../migration/code-stubs";
import { importFile } from "../../migration/import-file";
import { type MigrationPlan, migrationPlan } from "../../migration/migration-plan";
import { planText } from "../../migration/plan-file";
import { MIGRATED_PROJECTS } from "../../migration/resource-type";
import { assertStateIsOf } from "../../migration/state-account";
import type { TerraformState } from "../../migration/terraform-state";
import type { MigrateOptions } from "./migration";
import { programResources } from "./program-resources";
import { showPlan } from "./show-plan";

/** Makes a plan and writes it down, with import file and code stubs for what no program has. */
export async function prepare(
  context: Context,
  state: TerraformState,
  { environment, dryRun, out = `migration-${environment}`, state: statePath = "" }: MigrateOptions,
): Promise<void> {
  const { output } = context;
  const planPath = join(out, "plan.yaml");
  if (!dryRun && existsSync(planPath)) {
    throw new FleetError(
      "OperationRefused",
      `${planPath} is there already: carry it out with --plan ${planPath}, or remove it`,
    );
  }
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  assertStateIsOf(backend, state, statePath);
  const plan = migrationPlan(environment, state, await programResources(context, backend));
  if (!dryRun) {
    write(out, planPath, plan, state);
  }
  output.result({ ...plan, ...(!dryRun && { path: planPath }) }, () => {
    showPlan(output, plan);
    output.line(
      dryRun
        ? "nothing was written: run it without --dry-run for a plan"
        : `look ${planPath} through, then: fleet migrate terraform --state ${statePath} --env ${environment} --plan ${planPath}`,
    );
  });
}

function write(folder: string, planPath: string, plan: MigrationPlan, state: TerraformState): void {
  const resources = new Map(state.resources.map((resource) => [resource.address, resource]));
  const stubs = plan.steps.filter(({ action }) => action === "stub");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "import.json"),
    `${JSON.stringify(importFile(stubs, resources), undefined, 2)}\n`,
  );
  for (const project of MIGRATED_PROJECTS) {
    const ofProject = stubs.filter((step) => step.project === project);
    if (ofProject.length > 0) {
      writeFileSync(join(folder, `${project}.ts`), codeStubs(ofProject, resources));
    }
  }
  // Last: the plan is what a later run looks for.
  writeFileSync(planPath, planText(plan));
}
