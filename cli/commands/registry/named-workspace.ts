import type { StackId } from "../../../backend/layout";
import { readWorkspace } from "../../../backend/registry/read-workspace";
import type { Registry } from "../../../backend/registry/registry";
import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { TERRAFORM, type WorkspaceRecord } from "../../../contracts/registry/records";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { askRegistry, registryOf } from "../../engine/registry";
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

/** How a workspace is named on a command line; for help. */
export const NAMES =
  "its name (base, pr-123, an enclave's id, or <project>/<stack>) or id, as `fleet workspace list` shows it";

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
  const environments = environment === undefined ? ENVIRONMENTS : [environment];
  const { reached, unreachable } = await lookInto(context, environments, async (backend) => {
    const registry = registryOf(context, backend);
    const workspace = await askRegistry(context, backend, () => readWorkspace(registry, named));
    return { backend, registry, workspace };
  });
  const reasons = unreachable.map((each) => `${each.environment} could not be asked: ${each.reason}`);
  if (reached.length === 0) {
    throw new FleetError(
      "BackendUnavailable",
      `no environment could be asked for workspace ${named}`,
      reasons,
    );
  }
  const found = reached.flatMap(({ workspace, ...where }) => (workspace ? [{ ...where, workspace }] : []));
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
      `workspace ${named} is in ${found.map(({ backend }) => backend.environment).join(", ")}: say which by --env`,
    );
  }
  return only;
}
