import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import {
  checkedBackend,
  type EnvironmentBackend,
  showBackend,
  targetOf,
} from "../../engine/environment-backend";
import type { OperatedProject } from "./projects";
import { type OperationReport, runOperation } from "./run-operation";

/**
 * Shows what `up` would change. A project that was never deployed is previewed as a new stack; those that stand
 * on it cannot be previewed before it is deployed.
 */
export async function preview(
  context: Context,
  projects: readonly OperatedProject[],
  environment: Environment,
  options: { readonly refresh?: boolean },
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const reports: OperationReport[] = [];
  for (const project of projects) {
    reports.push(await previewOne(context, project, backend, options));
  }
  context.output.result(reports, () => undefined);
}

async function previewOne(
  context: Context,
  project: OperatedProject,
  backend: EnvironmentBackend,
  options: { readonly refresh?: boolean },
): Promise<OperationReport> {
  const target = targetOf(context, project, backend);
  try {
    return await runOperation(context, "preview", target, backend, options);
  } catch (error) {
    if (!(error instanceof FleetError && error.name === "StackNotFound")) {
      throw error;
    }
    await context.engine().createStack(target);
    return await runOperation(context, "preview", target, backend, options);
  }
}
