import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { EnclaveRequest, EnclaveSpec } from "./enclave-request";
import type { RequestFile } from "./request-schema";
import type { DesiredState } from "./status";

/** The row as DynamoDB keeps it; absent fields are left out. */
export function requestItem(request: EnclaveRequest): Record<string, AttributeValue> {
  return marshall(request, { removeUndefinedValues: true });
}

/**
 * A request as its requester writes it for the first time.
 * @param workspace the short-lived copy of runtime that is to carry it out; without it, the environment's own
 */
export function newRequest(file: RequestFile, now: Date, workspace?: string): EnclaveRequest {
  const time = now.toISOString();
  return {
    id: file.id,
    owner: file.owner,
    generation: 1,
    desiredState: "DEPLOYED",
    spec: file.spec,
    ...(workspace !== undefined && { workspace }),
    status: "PENDING",
    statusGeneration: 1,
    fence: 0,
    createdAt: time,
    updatedAt: time,
  };
}

/** What a requester wants changed. */
export interface RequestChange {
  readonly desiredState: DesiredState;
  /** @default the spec stays */
  readonly spec?: EnclaveSpec;
  /**
   * Whether the environment's own runtime takes it over from the workspace that it belongs to.
   * @default false
   */
  readonly leavesWorkspace?: boolean;
}

/**
 * The fields that a requester writes for a new intent, all others being the pipeline's. Write them on the
 * condition that the row's generation is still `request.generation`.
 */
export function nextGeneration(
  request: Pick<EnclaveRequest, "generation" | "spec">,
  change: RequestChange,
  now: Date,
): Pick<EnclaveRequest, "generation" | "desiredState" | "spec" | "updatedAt"> {
  return {
    generation: request.generation + 1,
    desiredState: change.desiredState,
    spec: change.spec ?? request.spec,
    updatedAt: now.toISOString(),
  };
}
