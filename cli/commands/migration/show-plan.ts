import { logicalName } from "../../engine/progress";
import type { MigrationPlan, MigrationStep } from "../../migration/migration-plan";
import { MIGRATED_PROJECTS } from "../../migration/resource-type";
import { columns } from "../../output/columns";
import type { Output } from "../../output/output";

/** Shows what a plan would do, resource by resource, and how many of each. */
export function showPlan(output: Output, { steps }: MigrationPlan): void {
  const rows = steps.map((step) => [`  ${step.action}`, step.address, becomes(step), step.reason]);
  for (const row of columns(rows)) {
    output.line(row);
  }
  output.line(describePlan(steps));
}

function becomes({ action, project, urn, type }: MigrationStep): string {
  switch (action) {
    case "import":
      return `${project}: ${logicalName(urn ?? "")}`;
    case "stub":
      return `${project}: new ${type}`;
    case "skip":
      return "-";
  }
}

/** `68 resources: 60 to base, 3 to runtime, 3 that no program has, 2 left out` */
function describePlan(steps: readonly MigrationStep[]): string {
  const imports = MIGRATED_PROJECTS.map((project) => {
    const count = steps.filter((step) => step.action === "import" && step.project === project).length;
    return `${count} to ${project}`;
  });
  const stubs = steps.filter(({ action }) => action === "stub").length;
  const skipped = steps.filter(({ action }) => action === "skip").length;
  return `${steps.length} resources: ${imports.join(", ")}, ${stubs} that no program has, ${skipped} left out`;
}
