import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import { checkedBackend, showBackend, targetOf } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import { showOutputs } from "./outputs";
import type { OperatedProject } from "./projects";
import { type OperationReport, runOperation } from "./run-operation";

/** Deploys `projects`, one after the other; the first failure ends it. */
export async function up(
  context: Context,
  projects: readonly OperatedProject[],
  environment: Environment,
  options: LeaseOptions & { readonly refresh?: boolean },
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const reports: OperationReport[] = [];
  for (const project of projects) {
    reports.push(await runOperation(context, "up", targetOf(context, project, backend), backend, options));
  }
  context.output.result(reports, () => {
    for (const { project, outputs } of reports) {
      showOutputs(context.output, project, outputs);
    }
  });
}
