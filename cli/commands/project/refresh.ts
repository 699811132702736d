import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import { checkedBackend, showBackend, targetOf } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import type { OperatedProject } from "./projects";
import { type OperationReport, runOperation } from "./run-operation";

/** Takes over into the state what is really there. */
export async function refresh(
  context: Context,
  projects: readonly OperatedProject[],
  environment: Environment,
  options: LeaseOptions,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const reports: OperationReport[] = [];
  for (const project of projects) {
    reports.push(
      await runOperation(context, "refresh", targetOf(context, project, backend), backend, options),
    );
  }
  context.output.result(reports, () => undefined);
}
