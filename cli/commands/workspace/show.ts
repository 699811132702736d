import { copyOf } from "../../../backend/registry/small-readings";
import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { readWorkspace } from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { TERRAFORM } from "../../../contracts/registry/records";
import type { Context } from "../../context";
import { readSelection } from "../../selection";
import { type NamedWorkspace, namedWorkspace, ownWorkspace, stackOf } from "../registry/named-workspace";
import { showRegistered, viewWorkspace } from "../registry/show-registered";
import { enclavesOf } from "./take-back-enclaves";

export interface ShowOptions {
  readonly environment?: Environment;
  /** Whose it is, of who may see only their own: of that, the record alone. */
  readonly owner?: string;
}

/**
 * Shows one workspace: its record, what it consists of, what was done to it last, who is at work on it; of a
 * short-lived copy also its configuration and enclaves.
 * @param given without it, the one that is selected
 * @throws FleetError `InvalidArgument` when none is selected either, `StackNotFound`
 */
export async function show(
  context: Context,
  given: string | undefined,
  { environment, owner }: ShowOptions = {},
): Promise<void> {
  const selection = given === undefined ? readSelection(context.home) : undefined;
  const name = given ?? selection?.workspace;
  if (name === undefined) {
    throw new FleetError(
      "InvalidArgument",
      "no workspace is selected: name one, or run `fleet workspace select <name>` first",
    );
  }
  const where = environment ?? selection?.environment;
  if (owner) {
    const record = await ownWorkspace(context, name, owner, where);
    context.output.result(record, () => showRegistered(context, record));
    return;
  }
  const found = await namedWorkspace(context, name, where);
  const [view, copy] = await Promise.all([viewWorkspace(found), readCopy(context, found)]);
  const { record, enclaves } = copy;
  context.output.result({ ...found.workspace, ...view, copy: record ?? null, enclaves }, () => {
    const overrides = Object.entries(record?.config ?? {}).map(([key, value]) => `${key}=${value}`);
    showRegistered(context, found.workspace, {
      ...view,
      more: [
        ["config", overrides.join(" ")],
        ["reason", record?.reason ?? ""],
        ...enclaves.map(({ id, status }): [string, string] => ["enclave", `${id} ${status}`]),
      ],
    });
  });
}

/** What only short-lived copies have. */
async function readCopy(
  context: Context,
  { backend, registry, workspace }: NamedWorkspace,
): Promise<{
  readonly record?: WorkspaceRecord;
  readonly enclaves: readonly { readonly id: string; readonly status: string }[];
}> {
  const name = workspace.template === TERRAFORM ? undefined : copyOf(stackOf(workspace));
  if (name === undefined) {
    return { enclaves: [] };
  }
  const [stored, enclaves] = await Promise.all([
    readWorkspace(registry.bucket, name),
    enclavesOf(context, backend, name),
  ]);
  return { record: stored?.record, enclaves: enclaves.map(({ id, status }) => ({ id, status })) };
}
