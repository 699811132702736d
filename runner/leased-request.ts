import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { FleetError } from "../contracts/errors";
import { parseProgress } from "../contracts/request-progress";
import { parseRequestRow } from "../contracts/row-schema";
import type { DeployedRequest } from "../enclave/config";
import type { RunnerEnvironment } from "./environment";

/** What a run claims to have of its request. */
export type RequestLease = Pick<
  RunnerEnvironment,
  "requestTable" | "id" | "generation" | "fence" | "operation"
>;

/**
 * The request, if this run still holds its lease. The read is consistent: an old copy of the row could still show
 * a lease that has moved on.
 *
 * @returns undefined for `destroy`, which needs nothing of the spec and must work where the spec is wrong
 * @throws FleetError `RequestNotFound`, `LeaseLost`, `GenerationSuperseded` or `RequestRejected`
 */
export async function readLeasedRequest(
  dynamodb: DynamoDBClient,
  { requestTable, id, generation, fence, operation }: RequestLease,
): Promise<DeployedRequest | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: requestTable, Key: { id: { S: id } }, ConsistentRead: true }),
  );
  if (!item) {
    throw new FleetError(
      "RequestNotFound",
      `request "${id}" is not in table ${requestTable}: its row was deleted; write it again`,
    );
  }
  const progress = parseProgress(item);
  if (progress.lease?.fence !== fence) {
    throw new FleetError(
      "LeaseLost",
      `fence ${fence} of request "${id}" is over: the row's lease has ${progress.lease?.fence ?? "none"}; a later execution does the work`,
    );
  }
  if (progress.generation !== generation) {
    throw new FleetError(
      "GenerationSuperseded",
      `generation ${generation} of request "${id}" is over: the row has ${progress.generation}; its own execution does the work`,
    );
  }
  if (operation === "destroy") {
    return undefined;
  }
  const { owner, spec } = parseRequestRow(item);
  return { id, owner, generation, fence, spec };
}
