import { FleetError } from "../../contracts/errors";
import type { Deployment } from "../engine/engine";
import type { MigrationStep } from "./migration-plan";

/** An entry of a state's `resources`, as far as it is read here. */
interface StateEntry {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

export function entriesOf({ deployment }: Deployment): readonly StateEntry[] {
  return deployment.resources ?? [];
}

/**
 * The steps whose resources the state does not have yet.
 * @throws FleetError `OperationRefused` when it has one as something else
 */
export function missingFrom(state: Deployment, steps: readonly MigrationStep[]): readonly MigrationStep[] {
  const urns = new Map(entriesOf(state).map(({ urn, id }) => [urn, id]));
  const ids = new Map(entriesOf(state).map(({ urn, id, type }) => [`${type} ${id}`, urn]));
  return steps.filter(({ address, urn = "", id, type }) => {
    const under = ids.get(`${type} ${id}`);
    if ((under ?? urn) !== urn || (urns.get(urn) ?? id) !== id) {
      throw new FleetError(
        "OperationRefused",
        under === undefined
          ? `${address} is ${id}, and the state has ${urns.get(urn)} as ${urn}: correct the plan`
          : `${address} is in the state already, as ${under}: take that back first, or correct the plan`,
      );
    }
    return !urns.has(urn);
  });
}

/** Whether it is more than an entry of the state: components, providers and references to stacks are not. */
export function isInAws({ custom, type }: { readonly custom?: boolean; readonly type: string }): boolean {
  return custom === true && !type.startsWith("pulumi:");
}

/** URNs that `after` has and `before` has not. */
export function addedTo(before: Deployment, after: Deployment): readonly string[] {
  const there = new Set(entriesOf(before).map(({ urn }) => urn));
  return entriesOf(after)
    .map(({ urn }) => urn)
    .filter((urn) => !there.has(urn));
}

/** Physical ids by the URNs that the steps give them. */
export function idsOf(steps: readonly MigrationStep[]): ReadonlyMap<string, string> {
  return new Map(steps.map(({ urn = "", id = "" }) => [urn, id]));
}
