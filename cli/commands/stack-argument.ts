import type { StackId } from "../../backend/layout";
import { type Environment, PROJECTS, parseEnvironment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { assertRequestId } from "../../contracts/names";
import { assertWorkspaceName, runtimeStackName } from "../../contracts/workspace";
import { parseChoice } from "./choice-argument";

/** A stack that a command line names, and the environment that it is in. */
export interface NamedStack {
  readonly id: StackId;
  readonly environment: Environment;
}

/**
 * The stack that `<project> <env> [--stack <id>]` means: the environment's own, or that of one enclave or workspace.
 * @throws FleetError `InvalidArgument`, `InvalidEnvironment`, `InvalidName`
 */
export function parseStack(project: string, environment: string, name: string | undefined): NamedStack {
  const known = parseChoice("project", project, PROJECTS);
  const parsed = parseEnvironment(environment);
  if (known === "runtime" && name !== undefined) {
    assertWorkspaceName(name);
    const stack = runtimeStackName({ environment: parsed, workspace: name });
    return { id: { project: known, stack }, environment: parsed };
  }
  if (known !== "enclave") {
    if (name !== undefined) {
      throw new FleetError(
        "InvalidArgument",
        `--stack ${name} is for projects enclave and runtime: ${known} has one stack in each environment`,
      );
    }
    return { id: { project: known, stack: parsed }, environment: parsed };
  }
  if (name === undefined) {
    throw new FleetError(
      "InvalidArgument",
      "project enclave has one stack for each request: name it by --stack <id>",
    );
  }
  assertRequestId(name);
  return { id: { project: known, stack: name }, environment: parsed };
}

/** `--stack <id>` as {@link parseStack} takes it for `named`, with a blank before it; empty for an environment's own. */
export function stackFlag({ id, environment }: NamedStack): string {
  if (id.stack === environment) {
    return "";
  }
  return ` --stack ${id.project === "enclave" ? id.stack : id.stack.slice(environment.length + 1)}`;
}
