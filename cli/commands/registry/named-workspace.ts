import type { StackId } from "../../../backend/layout";
import { readOwnWorkspace, readWorkspace } from "../../../backend/registry/read-workspace";
import type { Registry } from "../../../backend/registry/registry";
import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { TERRAFORM, type WorkspaceRecord } from "../../../contracts/registry/records";
import type { Context } from "../../context";
import { type Answers, askEach } from "../../engine/ask-each";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { askRegistry, registryOf, registryTableOf } from "../../engine/registry";
import { lookInto } from "../workspace/find-workspace";

/** A workspace as the registry knows it, and where. */
export interface NamedWorkspace {
  readonly backend: EnvironmentBackend;
  readonly registry: Registry;
  readonly workspace: WorkspaceRecord;
}

/**
 * The stack that the workspace is.
 * @throws FleetError `OperationRefused` for one that is still kept in Terraform's files
 */
export function stackOf({ name, template, stack }: WorkspaceRecord): StackId {
  if (template === TERRAFORM) {
    throw new FleetError(
      "OperationRefused",
      `workspace ${name} is kept in Terraform's files and has no stack: change its metadata file and run \`fleet registry migrate\` again, or bring it into a stack by \`fleet migrate terraform\``,
    );
  }
  return { project: template, stack };
}

/**
 * The workspace of that name or id: in `environment`, or in whichever has it.
 * @throws FleetError `StackNotFound`; `InvalidArgument` when several have it; `BackendUnavailable` when none could be
 * asked
 */
export async function namedWorkspace(
  context: Context,
  named: string,
  environment?: Environment,
): Promise<NamedWorkspace> {
  const answers = await lookInto(context, asked(environment), async (backend) => {
    const registry = registryOf(context, backend);
    const workspace = await askRegistry(context, backend, () => readWorkspace(registry, named));
    return { backend, registry, workspace };
  });
  return onlyOne(named, environment, answers);
}

/**
 * The record of the workspace of that name among those of `owner`, for who may ask the registry for nothing else and may
 * not look at the state bucket.
 * @throws FleetError as {@link namedWorkspace}
 */
export async function ownWorkspace(
  context: Context,
  named: string,
  owner: string,
  environment?: Environment,
): Promise<WorkspaceRecord> {
  const answers = await askEach(asked(environment), (each) =>
    askRegistry(context, { environment: each }, async () => {
      const table = await registryTableOf(context, each);
      return { workspace: await readOwnWorkspace({ table, environment: each }, owner, named) };
    }),
  );
  return onlyOne(named, environment, answers).workspace;
}

function asked(environment: Environment | undefined): readonly Environment[] {
  return environment === undefined ? ENVIRONMENTS : [environment];
}

/** The one environment's answer that has the workspace. */
function onlyOne<Found extends { readonly workspace?: WorkspaceRecord }>(
  named: string,
  environment: Environment | undefined,
  { reached, unreachable }: Answers<Found>,
): Found & { readonly workspace: WorkspaceRecord } {
  const reasons = unreachable.map((each) => `${each.environment} could not be asked: ${each.reason}`);
  if (reached.length === 0) {
    throw new FleetError(
      "BackendUnavailable",
      `no environment could be asked for workspace ${named}`,
      reasons,
    );
  }
  const found = reached.flatMap((answer) => {
    const { workspace } = answer;
    return workspace ? [{ ...answer, workspace }] : [];
  });
  const [only] = found;
  if (!only) {
    throw new FleetError(
      "StackNotFound",
      `the registry knows no workspace ${named}${environment === undefined ? "" : ` in ${environment}`}: \`fleet workspace list --status any\` shows what it knows, \`fleet registry rebuild <env>\` records what it missed`,
      reasons,
    );
  }
  if (found.length > 1) {
    throw new FleetError(
      "InvalidArgument",
      `workspace ${named} is in ${found.map(({ workspace }) => workspace.environment).join(", ")}: say which by --env`,
    );
  }
  return only;
}
