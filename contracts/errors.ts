/**
 * Every error that crosses a boundary (Lambda to state machine, runner to state machine, program or
 * command to a person) by name. State machines catch these names; they never change once released.
 */
export const ERROR_NAMES = [
  // the requester can fix these
  "RequestRejected",
  "RequestNotFound",
  // normal races, no fault
  "GenerationSuperseded",
  "LeaseHeld",
  "LeaseLost",
  // the runner or what it runs
  "StackLocked",
  "DeploymentFailed",
  "DeploymentInterrupted",
  "TaskStopped",
  "TaskNotStarted",
  // an operator can fix these
  "InvalidConfiguration",
  "InvalidEnvironment",
  "InvalidName",
  "ForbiddenTransition",
  "ExecutionConflict",
  "MalformedEvent",
  // a person at the command line can fix these
  "InvalidArgument",
  "OperationRefused",
  "BackendUnavailable",
  "StackNotFound",
  "PrerequisiteMissing",
  "WaitTimedOut",
  // state that is not what it should be
  "CheckpointInvalid",
  "StackDrifted",
  "CheckFailed",
  // what nobody foresaw
  "PipelineFailed",
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
