import { type CurrentCheckpoint, holdsResources } from "../../../backend/checkpoints/current-checkpoints";
import type { StackId } from "../../../backend/layout";
import type { Environment, Project } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Scope } from "./scopes";

/** The projects whose stacks stand on each scope. */
const STANDING_ON: Readonly<Record<Scope, readonly Project[]>> = {
  state: ["state", "base", "runtime", "enclave"],
  base: ["runtime", "enclave"],
  runtime: [],
  enclaves: [],
};

/** The projects whose stacks decide whether `scopes` may go, and what that saves. */
export function concernedProjects(scopes: readonly Scope[]): ReadonlySet<Project> {
  return new Set(
    scopes.flatMap((scope) => [scope === "enclaves" ? "enclave" : scope, ...STANDING_ON[scope]] as const),
  );
}

/** Whether `scope` is what the stack belongs to: a copy of runtime belongs to none. */
export function belongsTo(scope: Scope, { project, stack }: StackId, environment: Environment): boolean {
  return scope === "enclaves" ? project === "enclave" : project === scope && stack === environment;
}

/**
 * Refuses to destroy `scopes` while stacks that stay stand on them.
 * @throws FleetError `OperationRefused` lists those stacks
 */
export function refuseWhileStoodOn(
  environment: Environment,
  scopes: readonly Scope[],
  stacks: readonly CurrentCheckpoint[],
): void {
  const above = new Set(scopes.flatMap((scope) => STANDING_ON[scope]));
  const standing = stacks.filter(
    (stack) =>
      above.has(stack.project) &&
      !scopes.some((scope) => belongsTo(scope, stack, environment)) &&
      holdsResources(stack),
  );
  if (standing.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `${scopes.join(" and ")} of ${environment} cannot be destroyed while others stand on it: destroy these first (\`fleet workspace destroy\`, \`fleet down enclaves\`, \`fleet down runtime\`)`,
      standing.map(described),
    );
  }
}

function described({ project, stack, checkpoint, key }: CurrentCheckpoint): string {
  return checkpoint
    ? `${project} ${stack} with ${checkpoint.resources.length} resources`
    : `${project} ${stack}, whose state cannot be read: see \`fleet state verify\` (${key})`;
}
