import { describeLease, readLease } from "../../../backend/locks/lease";
import { describeLock, listLocks } from "../../../backend/locks/locks";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { targetOf } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { readSelection } from "../../selection";
import { getWorkspace } from "./find-workspace";
import { showWorkspace } from "./show-workspace";
import { enclavesOf } from "./take-back-enclaves";
import { workspaceStack } from "./workspace-stack";

/**
 * Shows one workspace: its record, what is deployed, who is at work on it, and its enclaves.
 * @param given without it, the one that is selected
 * @throws FleetError `InvalidArgument` when none is selected either, `StackNotFound`
 */
export async function show(
  context: Context,
  given: string | undefined,
  environment?: Environment,
): Promise<void> {
  const selection = given === undefined ? readSelection(context.home) : undefined;
  const name = given ?? selection?.workspace;
  if (name === undefined) {
    throw new FleetError(
      "InvalidArgument",
      "no workspace is selected: name one, or run `fleet workspace select <name>` first",
    );
  }
  const { backend, record } = await getWorkspace(context, name, environment ?? selection?.environment);
  const bucket = stateBucketOf(context, backend);
  const stack = workspaceStack(record);
  const [stacks, locks, lease, enclaves] = await Promise.all([
    context.engine().stacks(targetOf(context, "runtime", backend)),
    listLocks(bucket, stack),
    readLease(bucket, stack),
    enclavesOf(context, backend, name),
  ]);
  const deployed = stacks.find((each) => each.name === stack.stack);
  const resources = deployed?.resourceCount ?? 0;
  const holder = lease?.record?.released === false ? describeLease(lease.record) : undefined;
  const inUseBy = [...(holder === undefined ? [] : [holder]), ...locks.map(describeLock)];
  const requests = enclaves.map(({ id, status }) => ({ id, status }));
  context.output.result({ ...record, stack: stack.stack, resources, inUseBy, enclaves: requests }, () =>
    showWorkspace(context, record, [
      ["resources", String(resources)],
      ...inUseBy.map((who) => ["in use by", who]),
      ...requests.map(({ id, status }) => ["enclave", `${id} ${status}`]),
    ]),
  );
}
