import { createHash } from "node:crypto";
import type { EnclaveOutputs } from "./enclave-request";
import { executionName } from "./names";
import type { Operation } from "./operation";
import type { DesiredState, Status } from "./status";

/** Input of both state machines: a pure function of the row, so that a replay is the same execution. */
export interface PipelineInput {
  readonly id: string;
  readonly generation: number;
  readonly operation: Operation;
  /** The execution's name; carried through logs, task and engine. */
  readonly correlationId: string;
}

export function operationFor(desiredState: DesiredState): Operation {
  return desiredState === "DEPLOYED" ? "deploy" : "destroy";
}

export function pipelineInput(id: string, generation: number, operation: Operation): PipelineInput {
  return { id, generation, operation, correlationId: executionName({ id, generation, operation }) };
}

/**
 * Input for a row whose id cannot name an execution: validation, the first step of a deployment, refuses it,
 * so that its requester reads on the row what is wrong. The underscore keeps these names apart from requests'.
 */
export function refusalInput(id: string, generation: number): PipelineInput {
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 32);
  return { id, generation, operation: "deploy", correlationId: `unnamed_${digest}-g${generation}-deploy` };
}

/**
 * Input of the `attempt`th repetition, from 1 on, of an execution that has ended without settling its row: Step
 * Functions gives a name away again only after 90 days.
 */
export function repeatedInput(input: PipelineInput, attempt: number): PipelineInput {
  return { ...input, correlationId: `${input.correlationId}-r${attempt}` };
}

export const RECORD_ACTIONS = ["acquire", "finish", "release"] as const;
export type RecordAction = (typeof RECORD_ACTIONS)[number];

/** Input of the `record` function: one step of a request's life. */
export interface RecordInput {
  readonly action: RecordAction;
  readonly input: PipelineInput;
  /** ARN of the execution, `$$.Execution.Id`. */
  readonly execution: string;
  /** Of `acquire`'s answer; needed by `finish`. */
  readonly fence?: number;
  /** The runner's answer; needed by `finish`. */
  readonly result?: RunnerResult;
}

export const SLOT_ACTIONS = ["admit", "leave"] as const;
export type SlotAction = (typeof SLOT_ACTIONS)[number];

/** Input of the `record` function for a step that is about slots. */
export interface SlotInput {
  readonly action: SlotAction;
  readonly input: PipelineInput;
  /** ARN of the execution, `$$.Execution.Id`. */
  readonly execution: string;
  /** Name of the error that ends the execution, for `leave`. @default it ends well */
  readonly error?: string;
}

/** Answer of `admit`. */
export interface AdmitOutput {
  readonly admitted: boolean;
  /** After which to ask again; 0 when it is admitted. */
  readonly waitSeconds: number;
}

/** Answer of `leave`. */
export interface LeaveOutput {
  /** False when the execution had no slot, and waited for none. */
  readonly left: boolean;
}

/** Answer of `acquire` and `finish`. */
export interface RecordOutput {
  readonly fence: number;
}

/** Answer of `release`. */
export interface ReleaseOutput {
  /** False when the execution held no lease. */
  readonly released: boolean;
}

/** Answer of the `handle-error` function. */
export interface ErrorOutput {
  /** What the request's status is because of the error; absent when the error leaves it as it is. */
  readonly status?: Status;
  readonly notified: boolean;
}

/** Input of the `handle-error` function. `error` is what a state machine's Catch delivers. */
export interface ErrorInput {
  readonly input: PipelineInput;
  readonly execution: string;
  readonly fence?: number;
  readonly error: { readonly Error: string; readonly Cause?: string };
}

/** What the runner sends with SendTaskSuccess. */
export interface RunnerResult {
  /** Absent after `destroy`. */
  readonly outputs?: EnclaveOutputs;
  /** Resources by kind of change, as the engine counts them: `{ create: 9 }`. */
  readonly changes: Readonly<Record<string, number>>;
}

/**
 * Environment variables of the runner's container. The task definition sets those of the environment, the
 * state machine those of the request (as container overrides).
 */
export const RUNNER_ENVIRONMENT = {
  environment: "FLEET_ENVIRONMENT",
  requestTable: "FLEET_REQUEST_TABLE",
  backendUrl: "PULUMI_BACKEND_URL",
  secretsProvider: "FLEET_SECRETS_PROVIDER",
  /** JSON of `EnclaveEnvironment`: what base offers to enclaves. */
  enclaveConfig: "FLEET_ENCLAVE_CONFIG",
  heartbeatSeconds: "FLEET_HEARTBEAT_SECONDS",
  taskToken: "FLEET_TASK_TOKEN",
  id: "FLEET_REQUEST_ID",
  generation: "FLEET_GENERATION",
  operation: "FLEET_OPERATION",
  fence: "FLEET_FENCE",
  correlationId: "FLEET_CORRELATION_ID",
} as const;

/** The one container of the runner's task. */
export const RUNNER_CONTAINER = "runner";

/** The longest that a request waits for its turn, in seconds; then it fails. */
export const QUEUE_SECONDS = 12 * 3600;

/** The longest between two questions whether it is a request's turn, in seconds. */
export const QUEUE_MAX_DELAY_SECONDS = 60;

/**
 * How long, in seconds, the runner watches the lease of somebody of whom nothing is known: a little more than a lease
 * lives without a renewal.
 */
export const LEASE_WATCH_SECONDS = 75;

/**
 * How often the runner and its engine's providers try a call of AWS: as often as the aws provider does by itself, where
 * AWS's clients end after three. For its state in S3 the engine ends after three whatever it is told (gocloud.dev 0.46
 * brings its own retryer); of a run that failed so, the state machine runs another.
 */
export const RUNNER_MAX_ATTEMPTS = "25";
