import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { FleetError } from "../../../contracts/errors";
import { endOfLifetime } from "../../../contracts/lifetime";
import { isSettled } from "../../commands/enclave/follow";
import { requestStore } from "../../commands/enclave/request-store";
import { takeBackEnclaves } from "../../commands/workspace/take-back-enclaves";
import type { Garbage, GarbageFinder, Search } from "../garbage";
import { checkpointCost } from "../price";

/**
 * Enclaves that are there for longer than their requesters said that they need them: the reconciler has not come to
 * them yet, or there is none. The pipeline destroys them, as if their requesters had given them back.
 */
export const expiredEnclaves: GarbageFinder = { kind: "expired-enclave", find };

async function find(search: Search): Promise<readonly Garbage[]> {
  const { context, backend } = search;
  const now = context.clock.now();
  const over = (await search.requests()).filter(
    (request) => request.status === "DEPLOYED" && isSettled(request) && endOfLifetime(request) <= now,
  );
  const checkpoints = over.length > 0 ? await search.checkpoints() : [];
  return over.map((request) => {
    const { id, owner, spec } = request;
    const stack = checkpoints.find(({ project, stack: name }) => project === "enclave" && name === id);
    return {
      kind: expiredEnclaves.kind,
      name: id,
      why: `of ${owner}, needed for ${spec.lifetimeHours} h, until ${endOfLifetime(request).toISOString()}`,
      ...checkpointCost(stack, backend.region),
      log: { project: "enclave", stack: id },
      remove: () => destroy(search, request),
    };
  });
}

/** One that its requester has changed meanwhile is not what was found. */
async function destroy({ context, backend, removal }: Search, request: EnclaveRequest): Promise<void> {
  const current = await requestStore(context, backend.environment).get(request.id);
  if (current.generation !== request.generation) {
    throw new FleetError("OperationRefused", "it was changed meanwhile, and stays");
  }
  await takeBackEnclaves(context, backend, [current], removal.timeoutSeconds);
}
