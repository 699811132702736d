import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { FleetError } from "../../../contracts/errors";
import { physicalName } from "../../../contracts/names";
import { environmentStack } from "../../engine/record-outcome";
import type { Garbage, GarbageFinder, Search } from "../garbage";
import { storageCost } from "../price";

/**
 * Log groups of the environment's names that no stack has: of copies that were removed by hand, of functions that
 * wrote once more after their removal.
 */
export const logGroups: GarbageFinder = { kind: "log-group", find };

async function find(search: Search): Promise<readonly Garbage[]> {
  const { backend, before } = search;
  const old = (await groupsOf(search)).filter(({ creationTime = 0 }) => creationTime < before.getTime());
  if (old.length === 0) {
    return [];
  }
  const owned = await ownedNames(search);
  return old
    .filter(({ logGroupName = "" }) => !owned.has(logGroupName))
    .map(({ logGroupName = "", creationTime = 0, storedBytes = 0 }) => ({
      kind: logGroups.kind,
      name: logGroupName,
      why: `created ${new Date(creationTime).toISOString()}, in no stack`,
      ...storageCost(storedBytes, "logGibMonth", backend.region),
      log: environmentStack(backend.environment),
      remove: () => remove(search, logGroupName),
    }));
}

async function groupsOf({ context, backend: { environment, region } }: Search): Promise<readonly LogGroup[]> {
  const { paginateDescribeLogGroups } =
    require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
  const client = context.clients(region).logs;
  const names = physicalName(environment, "x").slice(0, -1);
  const found: LogGroup[] = [];
  for (const logGroupNamePrefix of [
    `/hyperion/${environment}/`,
    `/aws/lambda/${names}`,
    `/aws/vendedlogs/states/${names}`,
  ]) {
    for await (const { logGroups: some = [] } of paginateDescribeLogGroups(
      { client },
      { logGroupNamePrefix },
    )) {
      found.push(...some);
    }
  }
  return found;
}

/** Names of groups in any state, and of functions, which have a group also where no stack made it. */
async function ownedNames(search: Search): Promise<ReadonlySet<string>> {
  const checkpoints = await search.checkpoints();
  const damaged = checkpoints.filter(({ damage }) => damage !== undefined);
  if (damaged.length > 0) {
    throw new FleetError(
      "CheckpointInvalid",
      `nobody knows which log groups are in ${damaged.map(({ key }) => key).join(", ")}, which cannot be read`,
    );
  }
  const resources = checkpoints.flatMap(({ checkpoint }) => checkpoint?.resources ?? []);
  return new Set(
    resources.flatMap(({ type, id = "" }) => {
      switch (type) {
        case "aws:cloudwatch/logGroup:LogGroup":
          return [id];
        case "aws:lambda/function:Function":
          return [`/aws/lambda/${id}`];
        default:
          return [];
      }
    }),
  );
}

async function remove({ context, backend }: Search, logGroupName: string): Promise<void> {
  const { DeleteLogGroupCommand } =
    require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
  try {
    await context.clients(backend.region).logs.send(new DeleteLogGroupCommand({ logGroupName }));
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") {
      throw error;
    }
  }
}
