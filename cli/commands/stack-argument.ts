import type { StackId } from "../../backend/layout";
import { type Environment, PROJECTS, parseEnvironment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { assertRequestId } from "../../contracts/names";

/** A stack that a command line names, and the environment that it is in. */
export interface NamedStack {
  readonly id: StackId;
  readonly environment: Environment;
}

/**
 * The stack that `<project> <env> [--stack <enclave id>]` means: the environment's own, or that of one enclave.
 * @throws FleetError `InvalidArgument`, `InvalidEnvironment`, `InvalidName`
 */
export function parseStack(project: string, environment: string, enclave: string | undefined): NamedStack {
  const known = PROJECTS.find((candidate) => candidate === project);
  if (!known) {
    throw new FleetError(
      "InvalidArgument",
      `project "${project}" is unknown: use one of ${PROJECTS.join(", ")}`,
    );
  }
  const parsed = parseEnvironment(environment);
  if (known !== "enclave") {
    if (enclave !== undefined) {
      throw new FleetError(
        "InvalidArgument",
        `--stack ${enclave} is for project enclave: ${known} has one stack in each environment`,
      );
    }
    return { id: { project: known, stack: parsed }, environment: parsed };
  }
  if (enclave === undefined) {
    throw new FleetError(
      "InvalidArgument",
      "project enclave has one stack for each request: name it by --stack <id>",
    );
  }
  assertRequestId(enclave);
  return { id: { project: known, stack: enclave }, environment: parsed };
}
