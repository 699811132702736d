import { PROJECTS, type Project } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";

/** Projects that an operator deploys; enclaves are deployed by the pipeline. */
export type OperatedProject = Exclude<Project, "enclave">;

export const OPERATED_PROJECTS: readonly OperatedProject[] = PROJECTS.filter(
  (project): project is OperatedProject => project !== "enclave",
);

/**
 * The projects that `value` means, in dependency order.
 * @throws FleetError `InvalidArgument`
 */
export function parseProjects(value: string): readonly OperatedProject[] {
  if (value === "all") {
    return OPERATED_PROJECTS;
  }
  const project = OPERATED_PROJECTS.find((candidate) => candidate === value);
  if (!project) {
    throw new FleetError(
      "InvalidArgument",
      `project "${value}" is unknown: use one of ${[...OPERATED_PROJECTS, "all"].join(", ")}`,
    );
  }
  return [project];
}
