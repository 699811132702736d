import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { readWorkspace, type StoredWorkspace } from "../../../backend/workspaces/workspaces";
import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { assertWorkspaceName } from "../../../contracts/workspace";
import type { Context } from "../../context";
import { type Answers, askEach, type UnreachableEnvironment } from "../../engine/ask-each";
import { checkedBackend, type EnvironmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";

/** A workspace, and where it is. */
export interface FoundWorkspace {
  readonly backend: EnvironmentBackend;
  readonly record: WorkspaceRecord;
}

/**
 * The workspace of that name: in `environment`, or in whichever has it. Environments that these credentials do not
 * reach, or that are not there, have none as far as can be told.
 * @throws FleetError `InvalidName`; `InvalidArgument` when several have it; `BackendUnavailable` when none could be
 * looked at; `CheckFailed` when its record cannot be read
 */
export async function findWorkspace(
  context: Context,
  name: string,
  environment?: Environment,
): Promise<{
  readonly found?: FoundWorkspace;
  readonly unreachable: readonly UnreachableEnvironment[];
}> {
  assertWorkspaceName(name);
  const environments = environment === undefined ? ENVIRONMENTS : [environment];
  const looks = await lookInto(context, environments, async (backend) => ({
    backend,
    stored: await readWorkspace(stateBucketOf(context, backend), name),
  }));
  if (looks.reached.length === 0) {
    throw new FleetError(
      "BackendUnavailable",
      `workspace ${name} cannot be looked for: no environment can be reached`,
      looks.unreachable.map(({ environment: each, reason }) => `${each}: ${reason}`),
    );
  }
  const found = looks.reached.flatMap(({ backend, stored }) =>
    stored ? [{ backend, record: readable(stored, backend.environment) }] : [],
  );
  if (found.length > 1) {
    throw new FleetError(
      "InvalidArgument",
      `workspace ${name} is in ${found.map(({ backend }) => backend.environment).join(", ")}: say which by --env`,
    );
  }
  return { found: found[0], unreachable: looks.unreachable };
}

/**
 * {@link findWorkspace} for commands that need one.
 * @throws FleetError also `StackNotFound`
 */
export async function getWorkspace(
  context: Context,
  name: string,
  environment?: Environment,
): Promise<FoundWorkspace> {
  const { found, unreachable } = await findWorkspace(context, name, environment);
  if (!found) {
    throw new FleetError(
      "StackNotFound",
      `there is no workspace ${name}${environment === undefined ? "" : ` in ${environment}`}: \`fleet workspace list\` shows what there is`,
      unreachable.map(({ environment: each, reason }) => `${each} could not be looked at: ${reason}`),
    );
  }
  return found;
}

/** `look` in each environment at once; one that cannot be reached is no failure of the others. */
export function lookInto<Result>(
  context: Context,
  environments: readonly Environment[],
  look: (backend: EnvironmentBackend) => Promise<Result>,
): Promise<Answers<Result>> {
  return askEach(environments, async (environment) => look(await checkedBackend(context, environment)));
}

function readable({ key, record }: StoredWorkspace, environment: Environment): WorkspaceRecord {
  if (!record) {
    throw new FleetError(
      "CheckFailed",
      `${key} in the state bucket of ${environment} is no record of a workspace: restore its last version, or delete it when no stack of its name is there`,
    );
  }
  return record;
}
