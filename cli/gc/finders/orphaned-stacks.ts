import { type CurrentCheckpoint, holdsResources } from "../../../backend/checkpoints/current-checkpoints";
import type { StackId } from "../../../backend/layout";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { runOperation } from "../../commands/project/run-operation";
import { enclavesOf, takeBackEnclaves } from "../../commands/workspace/take-back-enclaves";
import { targetOf } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import type { Garbage, GarbageFinder, Search } from "../garbage";
import { checkpointCost } from "../price";
import { searchOf } from "../search";

/**
 * Stacks that nobody asks for: enclaves' without a request, or whose request is destroyed, and copies of runtime
 * without a record. They come from runs that died at the wrong moment, and from rows and records that were deleted by
 * hand. Stacks of other names are left alone: somebody made them.
 */
export const orphanedStacks: GarbageFinder = { kind: "orphaned-stack", find };

async function find(search: Search): Promise<readonly Garbage[]> {
  const { backend } = search;
  const { environment, region } = backend;
  const checkpoints = await search.checkpoints();
  const found: Garbage[] = [];
  for (const stack of checkpoints) {
    const why = await reasonOf(search, environment, stack);
    if (why !== undefined) {
      found.push({
        kind: orphanedStacks.kind,
        name: `${stack.project} ${stack.stack}`,
        why: holdsResources(stack) ? why : `${why}; it is empty`,
        ...checkpointCost(stack, region),
        remove: () => remove(search, stack),
      });
    }
  }
  return found;
}

/** Why nobody asks for the stack; undefined for one that somebody does. */
async function reasonOf(
  search: Search,
  environment: Environment,
  { project, stack }: StackId,
): Promise<string | undefined> {
  if (project === "enclave") {
    const request = (await search.requests()).find(({ id }) => id === stack);
    if (!request) {
      return "no request of that id";
    }
    return isDestroyed(request) ? `its request is DESTROYED since ${request.updatedAt}` : undefined;
  }
  const name = workspaceIn(environment, { project, stack });
  return name !== undefined && !(await search.workspaces()).has(name)
    ? `no record of a workspace ${name}`
    : undefined;
}

function workspaceIn(environment: Environment, { project, stack }: StackId): string | undefined {
  return project === "runtime" && stack.startsWith(`${environment}.`)
    ? stack.slice(environment.length + 1)
    : undefined;
}

export function isDestroyed({ status, statusGeneration, generation }: EnclaveRequest): boolean {
  return status === "DESTROYED" && statusGeneration === generation;
}

async function remove(search: Search, found: CurrentCheckpoint): Promise<void> {
  const { context, backend, removal } = search;
  const { project, stack } = found;
  if (found.damage !== undefined) {
    throw new FleetError(
      "CheckpointInvalid",
      `its state cannot be read: restore it first, \`fleet state versions ${project} ${backend.environment} --stack ${stack}\` shows from what`,
    );
  }
  await withLease(context, backend, { project, stack }, "gc", removal, async (lease) => {
    const now = searchOf(context, backend, search.before, removal);
    if ((await reasonOf(now, backend.environment, found)) === undefined) {
      throw new FleetError("OperationRefused", "it is asked for meanwhile, and stays");
    }
    const name = workspaceIn(backend.environment, found);
    if (name !== undefined) {
      const enclaves = await enclavesOf(context, backend, name);
      await takeBackEnclaves(context, backend, enclaves, removal.timeoutSeconds);
    }
    const target = { ...targetOf(context, project, backend), stack };
    const { changes } = await runOperation(context, "destroy", target, backend, { lease });
    await context.engine().removeStack(target);
    return { changes };
  });
}
