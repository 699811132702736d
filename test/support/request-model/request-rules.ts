import { type Item, plainItem } from "../../../contracts/attribute-value";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { SETTLED_STATUSES, type Status } from "../../../contracts/status";

/** Fields that only a requester writes. */
const INTENT = ["id", "owner", "generation", "desiredState", "spec", "createdAt"] as const;

/**
 * What is wrong with a write of the pipeline, whoever made it: independent of the conditions under which it was made.
 * @param isRunning whether an execution is
 */
export function brokenRules(
  before: EnclaveRequest,
  after: EnclaveRequest,
  isRunning: (execution: string) => boolean,
): string[] {
  const rules: Readonly<Record<string, boolean>> = {
    "a row is never brought back": before.id === after.id,
    "what the requester wants is the requester's": INTENT.every(
      (field) => JSON.stringify(before[field]) === JSON.stringify(after[field]),
    ),
    "a status never goes backwards": isForward(before, after),
    "a fence only grows": after.fence >= before.fence,
    "a lease is given out with the next fence": !isTaken(before, after) || isNextFence(before, after),
    "a lease is not taken from who works":
      !isTaken(before, after) || !before.lease || !isRunning(before.lease.holder),
    "only the lease's holder says what exists":
      before.outputs?.stackName === after.outputs?.stackName || isMadeUnderLease(before, after),
    "only the lease's holder ends what was begun":
      before.status === after.status ||
      !isBegun(before) ||
      isNewer(before, after) ||
      isByHolder(before, after),
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}

/** What a runner of the model says it has made. */
export function stackNameOf(fence: number): string {
  return `made with fence ${fence}`;
}

/** The row as its readers take it. */
export function requestOf(item: Item | undefined): EnclaveRequest {
  return plainItem(item ?? {}).value as unknown as EnclaveRequest;
}

const ORDER: Readonly<Record<Status, number>> = {
  PENDING: 0,
  DEPLOYING: 1,
  DESTROYING: 1,
  REJECTED: 2,
  FAILED: 2,
  DEPLOYED: 2,
  DESTROYED: 2,
};

function isNewer(before: EnclaveRequest, after: EnclaveRequest): boolean {
  return after.statusGeneration > before.statusGeneration;
}

function isForward(before: EnclaveRequest, after: EnclaveRequest): boolean {
  if (after.statusGeneration !== before.statusGeneration) {
    return isNewer(before, after);
  }
  return before.status === after.status || ORDER[after.status] > ORDER[before.status];
}

function isTaken(before: EnclaveRequest, after: EnclaveRequest): boolean {
  return after.lease !== undefined && after.lease.fence !== before.lease?.fence;
}

function isNextFence(before: EnclaveRequest, after: EnclaveRequest): boolean {
  return after.fence === before.fence + 1 && after.lease?.fence === after.fence;
}

function isBegun({ status }: EnclaveRequest): boolean {
  return !SETTLED_STATUSES.includes(status) && status !== "PENDING";
}

/** The runners of the model call what they make by their fence. */
function isMadeUnderLease({ lease }: EnclaveRequest, { outputs }: EnclaveRequest): boolean {
  return lease !== undefined && (outputs === undefined || outputs.stackName === stackNameOf(lease.fence));
}

function isByHolder(before: EnclaveRequest, after: EnclaveRequest): boolean {
  return before.lease === undefined || before.lease.holder === after.execution;
}
