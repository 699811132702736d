import type { Context } from "../../context";
import type { PlannedResource, StackTarget } from "../../engine/engine";
import { isInAws } from "../../migration/imported-entries";
import type { MigrationStep } from "../../migration/migration-plan";
import type { MigratedProject } from "../../migration/resource-type";
import { plannedResources } from "./program-resources";

/** What the import into one project's stack came to. */
export interface ProjectReport {
  readonly project: MigratedProject;
  readonly environment: string;
  /** URNs of what the plan has for the project: all of it is in the state. */
  readonly imported: readonly string[];
  /** What of it `up` would change. */
  readonly changed: ReadonlyArray<Pick<PlannedResource, "urn" | "operation">>;
  /** How many resources `up` would create: what the program has, and Terraform did not. */
  readonly toCreate: number;
}

/** Previews the project, and says what that would change of what the `steps` have imported. */
export async function projectReport(
  context: Context,
  target: StackTarget,
  project: MigratedProject,
  steps: readonly MigrationStep[],
): Promise<ProjectReport> {
  const planned = await plannedResources(context, target);
  const imported = new Set(steps.map(({ urn = "" }) => urn));
  const changed = planned.filter(({ urn, operation }) => imported.has(urn) && operation !== "same");
  const created = planned.filter((one) => one.operation === "create" && isInAws(one));
  return {
    project,
    environment: target.stack,
    imported: [...imported],
    changed: changed.map(({ urn, operation }) => ({ urn, operation })),
    toCreate: created.length,
  };
}
