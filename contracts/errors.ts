/**
 * Errors that a request may end with, by name: they cross from Lambda or runner to the state machine, which catches
 * them, and stand on the row. Names never change once released.
 */
export const PIPELINE_ERROR_NAMES = [
  // the requester can fix these
  "RequestRejected",
  "RequestNotFound",
  // normal races, no fault
  "GenerationSuperseded",
  "LeaseHeld",
  "LeaseLost",
  // limits of the environment
  "AtCapacity",
  "QuotaExceeded",
  // the runner or what it runs
  "StackLocked",
  "DeploymentFailed",
  "DeploymentInterrupted",
  "TaskStopped",
  "TaskNotStarted",
  "CapacityUnavailable",
  // an operator can fix these
  "InvalidConfiguration",
  "InvalidEnvironment",
  "InvalidName",
  "ForbiddenTransition",
  "ExecutionConflict",
  "MalformedEvent",
  "CheckpointInvalid",
  // what nobody foresaw
  "PipelineFailed",
] as const;
export type PipelineErrorName = (typeof PIPELINE_ERROR_NAMES)[number];

/** Every error that crosses a boundary; the further ones come from program or command to a person. */
export const ERROR_NAMES = [
  ...PIPELINE_ERROR_NAMES,
  // a person at the command line can fix these
  "InvalidArgument",
  "OperationRefused",
  "BackendUnavailable",
  "StackNotFound",
  "PrerequisiteMissing",
  "WaitTimedOut",
  // state that is not what it should be
  "StackDrifted",
  "CheckFailed",
] as const;
export type ErrorName = (typeof ERROR_NAMES)[number];

/** An error whose `name` is part of the contract; `details` are single findings, one line each. */
export class FleetError extends Error {
  override readonly name: ErrorName;
  readonly details: readonly string[];

  constructor(name: ErrorName, message: string, details: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.details = details;
  }
}
