import { FleetError } from "../../contracts/errors";
import type { Finder, Found } from "./finder";
import type { FinderClients } from "./finder-clients";
import { FINDERS } from "./finders";
import {
  type Deployment,
  deployedResources,
  keyOf,
  knownResources,
  type PendingCreate,
  pendingCreates,
  urnsInUse,
} from "./pending-operations";

/** What became of a creation that was interrupted. */
export interface FoundCreate {
  readonly urn: string;
  readonly type: string;
  /** How it was looked for. */
  readonly by: Finder["kind"];
  /** What AWS has, or, where the id is made from inputs, may have; absent when it has nothing. */
  readonly found?: Found;
  /** Whether another one is in use under the same name, so that the next `up` is to delete this one. */
  readonly surplus: boolean;
}

/** Types whose interrupted creation can be taken up again. */
export const RECOVERABLE_TYPES: readonly string[] = Object.keys(FINDERS);

/**
 * Looks in AWS for every resource whose creation was interrupted, in the order of the pending operations.
 *
 * @throws FleetError `DeploymentFailed` when it cannot be told: going on could make a second one.
 */
export async function findCreated(
  clients: FinderClients,
  deployment: Deployment,
): Promise<readonly FoundCreate[]> {
  const creates = pendingCreates(deployment);
  const taken = new Set(knownResources(deployment));
  const inUse = new Set(urnsInUse(deployedResources(deployment)));
  const found: FoundCreate[] = [];
  for (const [index, create] of creates.entries()) {
    const { urn, type } = create;
    const finder = finderOf(create);
    const candidates = (await look(finder, clients, create)).filter((one) => !taken.has(keyOf(type, one)));
    // A run that was killed and repeated without recovery may have made one each time.
    const wanted = creates.slice(index).filter((other) => other.urn === urn).length;
    if (candidates.length > wanted) {
      throw new FleetError(
        "DeploymentFailed",
        `the creation of ${urn} was interrupted, and ${candidates.map(({ id, arn }) => arn ?? id).join(", ")} may be it: delete what is not used and try again`,
      );
    }
    const [first] = candidates;
    found.push({ urn, type, by: finder.kind, ...(first && { found: first }), surplus: inUse.has(urn) });
    if (first) {
      taken.add(keyOf(type, first));
      inUse.add(urn);
    }
  }
  return found;
}

function finderOf({ urn, type }: PendingCreate): Finder {
  const finder = FINDERS[type];
  if (!finder) {
    throw new FleetError(
      "DeploymentFailed",
      `the creation of ${urn} was interrupted, and nothing knows how to find a ${type}: add it to backend/recovery/finders`,
    );
  }
  return finder;
}

async function look(
  finder: Finder,
  clients: FinderClients,
  { urn, inputs, tags }: PendingCreate,
): Promise<readonly Found[]> {
  switch (finder.kind) {
    case "repeatable":
      return [];
    case "madeFromInputs":
      return [{ id: finder.id(inputs) }];
    case "search":
      try {
        return await finder.find({ clients, inputs, tags });
      } catch (error) {
        throw new FleetError(
          "DeploymentFailed",
          `the creation of ${urn} was interrupted, and it cannot be looked for: ${(error as Error).message}`,
          [],
          { cause: error },
        );
      }
  }
}
