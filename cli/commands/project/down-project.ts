import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";
import { type LeaseOptions, withLease } from "../../engine/leased";
import { releaseData } from "./base-data";
import { downState } from "./down-state";
import type { OperatedProject } from "./projects";
import { type OperationReport, runOperation } from "./run-operation";

/** Destroys the project's stack in the environment, under its lease; one that is not there is no error. */
export async function downProject(
  context: Context,
  project: OperatedProject,
  backend: EnvironmentBackend,
  options: LeaseOptions,
): Promise<OperationReport> {
  if (project === "state") {
    return downState(context, backend, options);
  }
  const target = targetOf(context, project, backend);
  const { stack } = target;
  return withLease(context, backend, { project, stack }, "destroy", options, async (lease) => {
    try {
      if (project === "base") {
        await releaseData(context, backend);
        await context.engine().unprotect(target);
      }
      return await runOperation(context, "destroy", target, backend, { lease });
    } catch (error) {
      if (!(error instanceof FleetError && error.name === "StackNotFound")) {
        throw error;
      }
      context.output.line(`${project} ${stack}: is not deployed`);
      return {
        project,
        environment: stack,
        operation: "destroy",
        changes: {},
        outputs: {},
        durationSeconds: 0,
      };
    }
  });
}
