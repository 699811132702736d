import { randomUUID } from "node:crypto";
import type { Context } from "../../context";
import type { Deployment, PlannedResource, StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { isUnknown } from "../../engine/unknown-value";
import { runOperation } from "../project/run-operation";
import { findExisting } from "./existing-resources";

/**
 * Takes over what the program would create but what is there already, in no state: left by a run that was killed
 * between creating and saving, or made by hand. Each is written into the state under the name that the program
 * has for it; a refresh then reads the rest from AWS, and the next `up` corrects what differs.
 */
export async function adopt(
  context: Context,
  backend: EnvironmentBackend,
  target: StackTarget,
): Promise<void> {
  const planned = await context.interruption.graceful((signal) => context.engine().plan(target, signal));
  const adopted = new Map<string, string>();
  for (const resource of planned.filter(({ operation }) => operation === "create")) {
    const id = await findExisting(context, backend, resource);
    if (id !== undefined) {
      context.output.line(`adopting ${resource.type} ${id}, which is there already`);
      adopted.set(resource.urn, id);
    }
  }
  if (adopted.size === 0) {
    return;
  }
  const state = await context.engine().exportState(target);
  await context.engine().importState(target, withAdopted(state, planned, adopted));
  await runOperation(context, "refresh", target, backend);
}

/** An entry of a deployment's `resources`, as far as it is written here. */
interface StateResource {
  readonly urn: string;
  readonly id?: string;
  readonly type: string;
  readonly custom: boolean;
}

/**
 * `state` with the `adopted` resources, and with the parents and providers that they need and it lacks.
 *
 * @param planned all resources of the program, parents first
 * @param adopted ids by URN
 */
export function withAdopted(
  state: Deployment,
  planned: readonly PlannedResource[],
  adopted: ReadonlyMap<string, string>,
): Deployment {
  const known: readonly StateResource[] = state.deployment.resources ?? [];
  const ids = new Map(known.map(({ urn, id }) => [urn, id]));
  const needed = neededBy(planned, [...adopted.keys()]);
  const added = planned
    .filter(({ urn }) => needed.has(urn) && !ids.has(urn))
    .map((resource) => {
      const id = adopted.get(resource.urn) ?? (resource.custom ? randomUUID() : undefined);
      ids.set(resource.urn, id);
      return stateResource(resource, id, ids);
    });
  return { ...state, deployment: { ...state.deployment, resources: [...known, ...added] } };
}

/** The URNs with those of their ancestors and providers. */
function neededBy(planned: readonly PlannedResource[], urns: readonly string[]): ReadonlySet<string> {
  const byUrn = new Map(planned.map((resource) => [resource.urn, resource]));
  const needed = new Set<string>();
  const visit = (urn: string | undefined) => {
    const resource = urn === undefined ? undefined : byUrn.get(urn);
    if (resource && !needed.has(resource.urn)) {
      needed.add(resource.urn);
      visit(resource.parent);
      visit(resource.provider && providerUrn(resource.provider));
    }
  };
  urns.forEach(visit);
  return needed;
}

function stateResource(
  { urn, type, custom, parent, provider, protect, inputs }: PlannedResource,
  id: string | undefined,
  ids: ReadonlyMap<string, string | undefined>,
): StateResource & Record<string, unknown> {
  return {
    urn,
    type,
    custom,
    ...(id !== undefined && { id }),
    ...(parent && { parent }),
    ...(provider && { provider: `${providerUrn(provider)}::${ids.get(providerUrn(provider))}` }),
    ...(protect && { protect }),
    inputs: knownInputs(inputs),
    outputs: knownInputs(inputs),
  };
}

function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

function knownInputs(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value)));
}
