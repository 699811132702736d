import { copyOf } from "../../../backend/registry/small-readings";
import { EXPIRES_TAG } from "../../../backend/registry/stack-tags";
import { changeWorkspace } from "../../../backend/workspaces/workspaces";
import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { isWorkspaceName } from "../../../contracts/workspace";
import type { Context } from "../../context";
import { showBackend } from "../../engine/environment-backend";
import { recordOutcome } from "../../engine/record-outcome";
import { stateBucketOf } from "../../engine/state-bucket";
import { namedWorkspace, stackOf } from "../registry/named-workspace";
import { remark } from "../registry/remark";
import { type FoundWorkspace, findWorkspace } from "./find-workspace";
import { showWorkspace } from "./show-workspace";
import { later, timeLeft } from "./ttl";
import { workspaceStack } from "./workspace-stack";

export interface ExtendOptions {
  readonly ttlMilliseconds: number;
  readonly environment?: Environment;
}

/**
 * Lets a short-lived copy or an enclave live for the given time from now on; never shortens its life.
 * @throws FleetError `StackNotFound`, `OperationRefused` while it is being destroyed, or for what has no end
 */
export async function extend(context: Context, named: string, options: ExtendOptions): Promise<void> {
  const copy = named.replace(/^runtime\/[a-z]+\./, "");
  const { found } = isWorkspaceName(copy)
    ? await findWorkspace(context, copy, options.environment)
    : { found: undefined };
  return found ? extendCopy(context, found, options) : extendStack(context, named, options);
}

/** The end of a copy's life is in its own record. */
async function extendCopy(
  context: Context,
  { backend, record }: FoundWorkspace,
  options: ExtendOptions,
): Promise<void> {
  const { name } = record;
  showBackend(context, backend);
  const now = context.clock.now();
  const until = new Date(now.getTime() + options.ttlMilliseconds).toISOString();
  const lengthen = async () => {
    const changed = await changeWorkspace(
      stateBucketOf(context, backend),
      record,
      ({ status, expires, reason }) => {
        if (status === "destroying") {
          throw new FleetError("OperationRefused", `workspace ${name} is being destroyed: create it again`);
        }
        return { expires: later(expires, until), ...(reason !== undefined && { reason }) };
      },
    );
    if (!changed?.record) {
      throw new FleetError("StackNotFound", `workspace ${name} was destroyed meanwhile: create it again`);
    }
    return changed.record;
  };
  const extended = await recordOutcome(
    context,
    backend,
    workspaceStack(record),
    "workspace extend",
    lengthen,
    ({ expires }) => `until ${expires}`,
  );
  context.output.result(extended, () => showWorkspace(context, extended));
}

/** That of any other is a tag of its stack. */
async function extendStack(
  context: Context,
  named: string,
  { ttlMilliseconds, environment }: ExtendOptions,
): Promise<void> {
  const found = await namedWorkspace(context, named, environment);
  const { backend, workspace } = found;
  const { name, status } = workspace;
  const stack = stackOf(workspace);
  if (ENVIRONMENTS.some((each) => each === stack.stack) || copyOf(stack) !== undefined) {
    throw new FleetError(
      "OperationRefused",
      `${name} of ${backend.environment} has no end: only short-lived copies of runtime and enclaves have one`,
    );
  }
  if (status === "destroying" || status === "destroyed") {
    throw new FleetError("OperationRefused", `workspace ${name} is ${status}: create it again`);
  }
  showBackend(context, backend);
  const now = context.clock.now();
  const until = new Date(now.getTime() + ttlMilliseconds).toISOString();
  const expires = workspace.expires === undefined ? until : later(workspace.expires, until);
  await remark(context, found, "workspace extend", { [EXPIRES_TAG]: expires }, `until ${expires}`);
  const result = { name, environment: backend.environment, expires, before: workspace.expires ?? null };
  context.output.result(result, () => {
    const first = workspace.expires === undefined ? ", and had no end before" : "";
    context.output.line(`${name} lives until ${expires} (${timeLeft(expires, now)})${first}`);
  });
}
