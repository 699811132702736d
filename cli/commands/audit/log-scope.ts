import type { Project } from "../../../contracts/environment";
import { PROJECTS } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { assertRequestId } from "../../../contracts/names";

/** What `--project` and `--stack` narrow a command to. */
export interface LogScope {
  readonly project?: Project;
  readonly stack?: string;
}

/**
 * The logs that the flags mean: all, those of a project, or that of one enclave.
 * @throws FleetError `InvalidArgument`, `InvalidName`
 */
export function parseLogScope({ project, stack }: { project?: string; stack?: string }): LogScope {
  const known = PROJECTS.find((candidate) => candidate === project);
  if (project !== undefined && !known) {
    throw new FleetError(
      "InvalidArgument",
      `--project ${project} is unknown: use one of ${PROJECTS.join(", ")}`,
    );
  }
  if (stack === undefined) {
    return { project: known };
  }
  if (known !== undefined && known !== "enclave") {
    throw new FleetError(
      "InvalidArgument",
      `--stack ${stack} is for project enclave: ${known} has one stack in each environment`,
    );
  }
  assertRequestId(stack);
  return { project: "enclave", stack };
}
