import { ENVIRONMENTS, type Environment, parseEnvironment } from "./environment";
import { FleetError } from "./errors";

/**
 * A workspace is a short-lived copy of an environment's runtime, on the environment's base. Its name is part of
 * physical names, so it is short enough that none of them is ever truncated: a truncated one would not be what the
 * permissions of base's roles say.
 */
export const WORKSPACE_NAME_PATTERN = "^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$";
const WORKSPACE_NAME = new RegExp(WORKSPACE_NAME_PATTERN);

/** Completes "use …". */
export const WORKSPACE_NAME_RULE =
  "3 to 24 characters, a-z, 0-9 and single hyphens, starting with a letter, and no environment's name";

export function isWorkspaceName(name: string): boolean {
  return WORKSPACE_NAME.test(name) && !ENVIRONMENTS.some((environment) => environment === name);
}

/** @throws FleetError `InvalidName` */
export function assertWorkspaceName(name: string): void {
  if (!isWorkspaceName(name)) {
    throw new FleetError(
      "InvalidName",
      `workspace ${JSON.stringify(name.slice(0, 60))} is not allowed: use ${WORKSPACE_NAME_RULE}, for example pr-123`,
    );
  }
}

/** Whose runtime a stack of project `runtime` is. */
export interface RuntimeStack {
  readonly environment: Environment;
  /** Absent for the environment's own. */
  readonly workspace?: string;
}

/** `dev`, or `dev.pr-123` for a workspace: neither name has a period in it. */
export function runtimeStackName({ environment, workspace }: RuntimeStack): string {
  return workspace === undefined ? environment : `${environment}.${workspace}`;
}

/** @throws FleetError `InvalidEnvironment`, `InvalidName` */
export function parseRuntimeStack(stack: string): RuntimeStack {
  const [environment = "", ...rest] = stack.split(".");
  if (rest.length === 0) {
    return { environment: parseEnvironment(environment) };
  }
  const workspace = rest.join(".");
  assertWorkspaceName(workspace);
  return { environment: parseEnvironment(environment), workspace };
}
