import type { PipelineErrorName } from "./errors";
import type { DesiredState, Status } from "./status";

/** What an application team asks for. Checked by `request-schema.ts`. */
export interface EnclaveSpec {
  /** Container image with the enclave's program, by digest: `<registry>/<repository>@sha256:<64 hex>`. */
  readonly image: string;
  /** vCPUs of the enclave, even because a hyperthreaded host gives whole cores; 2 to 64. */
  readonly vcpus: number;
  /** Memory of the enclave in MiB, 64 to 262,144. */
  readonly memoryMib: number;
  /** TCP ports that the host forwards to the enclave; at most 10, unique, 1024 to 65535. */
  readonly ports: readonly number[];
  /**
   * How many hours the enclave is needed, 1 to 8,760, counted from the request's last change (see `lifetime.ts`). Its
   * owner is warned before they are over; then the reconciler asks for its destruction.
   */
  readonly lifetimeHours: number;
  /**
   * EC2 instance type of the host, one of `HOST_TYPES`.
   * @default the smallest that can hold the enclave, or one as large that is allowed instead; see `hostTypesFor`
   */
  readonly instanceType?: string;
  /** The requester's own tags; at most 20 (AWS allows 50 with ours and the environment's). */
  readonly tags?: Readonly<Record<string, string>>;
  /** Free text for people, at most 256 characters. */
  readonly description?: string;
}

/** Why a request is where it is; written for the requester. */
export interface Reason {
  readonly error: PipelineErrorName;
  readonly message: string;
  /** Single findings, one line each: every wrong field of a rejected request, the engine's errors. */
  readonly details: readonly string[];
}

/** Who may write status: one execution at a time, with a fence that only grows. */
export interface Lease {
  /** ARN of the Step Functions execution. */
  readonly holder: string;
  /** Grows by one with every lease of this request. */
  readonly fence: number;
}

/** A request's place among those that wait for their turn. */
export interface QueuePlace {
  /** 1 is next. */
  readonly position: number;
  /** How many wait. */
  readonly of: number;
  /** ISO 8601, UTC; as far as it could be told from how long others take. */
  readonly expectedStart: string;
}

/** What the enclave's stack exports when it is deployed; see `enclave/outputs.ts`. */
export interface EnclaveOutputs {
  readonly stackName: string;
  readonly dnsName: string;
  readonly privateIp: string;
  readonly instanceType: string;
  readonly autoScalingGroupName: string;
  readonly launchTemplateId: string;
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly roleArn: string;
}

/**
 * A row of the request table; partition key `id`. `desiredState`, `generation`, `spec`, `owner` and `workspace` are
 * the requester's, the rest is the pipeline's.
 */
export interface EnclaveRequest {
  readonly id: string;
  readonly owner: string;
  /** 1 at first; one more with each change of `desiredState` or `spec`. */
  readonly generation: number;
  readonly desiredState: DesiredState;
  readonly spec: EnclaveSpec;
  /**
   * The short-lived copy of runtime whose work it is.
   * @default the environment's own runtime
   */
  readonly workspace?: string;
  readonly status: Status;
  /** The generation that `status` speaks of. */
  readonly statusGeneration: number;
  readonly reason?: Reason;
  readonly outputs?: EnclaveOutputs;
  /** The end of the lifetime that the owner was warned of; ISO 8601, UTC. */
  readonly warnedOfEnd?: string;
  /** The generation that was asked for because the lifetime was over, and not by the requester. */
  readonly expiredGeneration?: number;
  /** ARN of the last execution that wrote here. */
  readonly execution?: string;
  readonly lease?: Lease;
  /** While `generation` waits for its turn. */
  readonly queue?: QueuePlace;
  /** The last fence given out; 0 before the first lease. */
  readonly fence: number;
  /** ISO 8601, UTC; for people, never compared by the pipeline. */
  readonly createdAt: string;
  readonly updatedAt: string;
}
