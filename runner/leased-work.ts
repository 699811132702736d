import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { RunnerResult } from "../contracts/pipeline";
import type { EnclaveStack } from "./enclave-stack";
import { type RequestLease, readLeasedRequest } from "./leased-request";
import type { StackLease } from "./stack-lease";

export interface LeasedWorkOptions {
  readonly lease: RequestLease;
  readonly dynamodb: DynamoDBClient;
  /** Does its work as the only run on the request's stack; see `withStackLease`. */
  readonly withStack: (work: (stackLease: StackLease) => Promise<RunnerResult>) => Promise<RunnerResult>;
  readonly open: (stackLease: StackLease) => Pick<EnclaveStack, "deploy" | "destroy">;
}

/**
 * Does what the request's row asks of this run. The row is read when the run has the stack: until then one that was
 * thought dead may have been waiting for it, while its successor has done all its work.
 * @throws what `readLeasedRequest`, `withStack` and the stack throw
 */
export function leasedWork({ lease, dynamodb, withStack, open }: LeasedWorkOptions): Promise<RunnerResult> {
  return withStack(async (stackLease) => {
    const request = await readLeasedRequest(dynamodb, lease);
    const stack = open(stackLease);
    return request ? stack.deploy(request) : stack.destroy();
  });
}
