import { type HostGroup, hostGroups, hostTypeOf } from "../../../backend/registry/host-groups";
import { FleetError } from "../../../contracts/errors";
import { hostCost } from "../../../contracts/prices/host-cost";
import type { Garbage, GarbageFinder, Search } from "../garbage";
import { searchOf } from "../search";
import { isDestroyed } from "./orphaned-stacks";

/**
 * Hosts that no stack has and nobody asks for, by the groups that keep them running: their stacks were removed without
 * destroying them. Where somebody still asks for the enclave, its state was lost: that is restored, and nothing removed.
 */
export const orphanedHosts: GarbageFinder = { kind: "orphaned-host", find };

const GROUP = "aws:autoscaling/group:Group";

async function find(search: Search): Promise<readonly Garbage[]> {
  const { context, backend } = search;
  const { autoscaling } = context.clients(backend.region).finders;
  const groups = await hostGroups(autoscaling, backend.environment);
  if (groups.length === 0) {
    return [];
  }
  const held = await heldGroups(search);
  const found: Garbage[] = [];
  for (const group of groups) {
    const why = await reasonOf(search, held, group);
    if (why !== undefined) {
      found.push({
        kind: orphanedHosts.kind,
        name: group.name,
        why,
        ...(await costOf(search, group)),
        log: { project: "enclave", stack: group.enclave },
        remove: () => remove(search, group),
      });
    }
  }
  return found;
}

/**
 * Names of the groups that some stack has.
 * @throws FleetError `CheckpointInvalid` when a checkpoint cannot be read: nobody knows what is in it
 */
async function heldGroups(search: Search): Promise<ReadonlySet<string | undefined>> {
  const checkpoints = await search.checkpoints();
  const damaged = checkpoints.filter(({ damage }) => damage !== undefined);
  if (damaged.length > 0) {
    throw new FleetError(
      "CheckpointInvalid",
      `nobody knows which hosts are in ${damaged.map(({ key }) => key).join(", ")}, which cannot be read`,
    );
  }
  const resources = checkpoints.flatMap(({ checkpoint }) => checkpoint?.resources ?? []);
  return new Set(resources.filter(({ type }) => type === GROUP).map(({ id }) => id));
}

/** Why nobody needs the group's host; undefined for one that a stack has, or a request asks for. */
async function reasonOf(
  search: Search,
  held: ReadonlySet<string | undefined>,
  { name, enclave }: HostGroup,
): Promise<string | undefined> {
  if (held.has(name)) {
    return undefined;
  }
  const request = (await search.requests()).find(({ id }) => id === enclave);
  if (!request) {
    return `in no stack, and there is no request ${enclave}`;
  }
  return isDestroyed(request)
    ? `in no stack, and request ${enclave} is DESTROYED since ${request.updatedAt}`
    : undefined;
}

async function costOf({ context, backend }: Search, group: HostGroup): Promise<Pick<Garbage, "monthlyUsd">> {
  const type = await hostTypeOf(context.clients(backend.region).finders.ec2, group);
  const cost = type === undefined ? undefined : hostCost(type, backend.region);
  return cost?.kind === "standing" ? { monthlyUsd: cost.usd } : {};
}

async function remove({ context, backend, before, removal }: Search, group: HostGroup): Promise<void> {
  const now = searchOf(context, backend, before, removal);
  if ((await reasonOf(now, await heldGroups(now), group)) === undefined) {
    throw new FleetError("OperationRefused", "it is asked for meanwhile, and stays");
  }
  const { DeleteAutoScalingGroupCommand } =
    require("@aws-sdk/client-auto-scaling") as typeof import("@aws-sdk/client-auto-scaling");
  const { autoscaling } = context.clients(backend.region).finders;
  await autoscaling.send(
    new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: group.name, ForceDelete: true }),
  );
}
