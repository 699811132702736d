import type { Reason } from "./enclave-request";
import type { Environment } from "./environment";
import { type Guidance, guidanceFor } from "./error-catalogue";
import type { PipelineInput } from "./pipeline";
import type { Status } from "./status";

/** What an execution ended with. */
export interface FailedExecution {
  readonly input: PipelineInput;
  /** ARN. */
  readonly execution: string;
  readonly reason: Reason;
  /** Absent when there is no row to have one. */
  readonly status?: Status;
}

/** What is told of a failed execution: a message of the topic. */
export interface FailureNotice extends PipelineInput, Reason {
  readonly execution: string;
  readonly status?: Status;
  readonly guidance: Guidance;
}

export function failureNotice({ input, execution, reason, status }: FailedExecution): FailureNotice {
  return { ...input, execution, status, ...reason, guidance: guidanceFor(reason.error) };
}

/** `source` of the fleet's events on the account's default bus. */
export const EVENT_SOURCE = "hyperion-fleet";

/** `detail-type` of an event by what became of the request; see docs/notifications.md. */
export const EVENT_TYPES = {
  FAILED: "Enclave Request Failed",
  REJECTED: "Enclave Request Rejected",
  /** Its row is gone. */
  lost: "Enclave Request Lost",
} as const;
export type EventType = (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES];

/** `detail` of an event. */
export interface FailureEvent extends FailureNotice {
  readonly environment: Environment;
}
