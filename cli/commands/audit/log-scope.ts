import { PROJECTS, type Project } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { assertRequestId } from "../../../contracts/names";
import { parseChoice } from "../choice-argument";

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
  const known = project === undefined ? undefined : parseChoice("--project", project, PROJECTS);
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
