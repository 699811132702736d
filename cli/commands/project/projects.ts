import { PROJECTS, type Project } from "../../../contracts/environment";
import { parseChoice } from "../choice-argument";

/** Projects that an operator deploys; enclaves are deployed by the pipeline. */
export type OperatedProject = Exclude<Project, "enclave">;

export const OPERATED_PROJECTS: readonly OperatedProject[] = PROJECTS.filter(
  (project): project is OperatedProject => project !== "enclave",
);

/**
 * The projects that `value` means, one or several with commas between them, in dependency order.
 * @throws FleetError `InvalidArgument`
 */
export function parseProjects(value: string): readonly OperatedProject[] {
  const names = value.split(",").map((name) => parseChoice("project", name, [...OPERATED_PROJECTS, "all"]));
  return OPERATED_PROJECTS.filter((project) => names.includes("all") || names.includes(project));
}
