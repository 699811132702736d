import { FleetError } from "../../../contracts/errors";
import { OPERATED_PROJECTS, type OperatedProject } from "../project/projects";

/**
 * The one project that a flag names.
 * @throws FleetError `InvalidArgument`
 */
export function parseProject(flag: string, value: string): OperatedProject {
  const project = OPERATED_PROJECTS.find((candidate) => candidate === value);
  if (!project) {
    throw new FleetError(
      "InvalidArgument",
      `${flag} is ${JSON.stringify(value)}: use one of ${OPERATED_PROJECTS.join(", ")}`,
    );
  }
  return project;
}
