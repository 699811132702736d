import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { STATUSES } from "../../../contracts/status";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { parseChoice } from "../choice-argument";
import { requestStore } from "./request-store";

export interface ListOptions {
  readonly status?: string;
  readonly owner?: string;
  readonly workspace?: string;
}

/** Lists the requests, sorted by id. */
export async function list(context: Context, environment: Environment, options: ListOptions): Promise<void> {
  const status = options.status === undefined ? undefined : parseChoice("--status", options.status, STATUSES);
  const found: EnclaveRequest[] = [];
  for await (const request of requestStore(context, environment).list(options.owner)) {
    if (
      (status === undefined || request.status === status) &&
      (options.workspace === undefined || request.workspace === options.workspace)
    ) {
      found.push(request);
    }
  }
  found.sort((left, right) => left.id.localeCompare(right.id));
  context.output.result(found, () => {
    if (found.length === 0) {
      context.output.line("no requests");
      return;
    }
    const rows = found.map(({ id, owner, status, queue, desiredState, updatedAt }) => [
      id,
      owner,
      queue ? `${status} (${queue.position} of ${queue.of} in line)` : status,
      desiredState,
      updatedAt,
    ]);
    for (const line of columns([["ID", "OWNER", "STATUS", "WANTED", "CHANGED"], ...rows])) {
      context.output.line(line);
    }
  });
}
