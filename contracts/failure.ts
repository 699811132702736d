import type { Reason } from "./enclave-request";
import { type FleetError, PIPELINE_ERROR_NAMES, type PipelineErrorName } from "./errors";
import { boundedFindings } from "./findings";

/** Kept of a message; SendTaskFailure takes 32,768 characters and a row has other things to hold. */
const MAX_MESSAGE_LENGTH = 1000;

/** What a state machine reports of an error. */
export interface Failure {
  readonly Error: string;
  readonly Cause?: string;
}

/**
 * The error as a state machine carries it. Step Functions knows two strings of an error, so message and
 * details travel as JSON in the second; {@link reasonOf} reads them back.
 */
export function failureOf(error: FleetError): Required<Failure> {
  return {
    Error: error.name,
    Cause: JSON.stringify({
      message: error.message.slice(0, MAX_MESSAGE_LENGTH),
      details: boundedFindings(error.details),
    }),
  };
}

function parsedObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

interface Told {
  readonly message: string;
  readonly details: readonly string[];
}

/** What our own code said, if the cause has it: directly, or inside Lambda's report of a thrown error. */
function toldBy(cause: string | undefined): Told | undefined {
  const report = parsedObject(cause);
  const said = typeof report?.errorMessage === "string" ? parsedObject(report.errorMessage) : report;
  if (typeof said?.message !== "string") {
    return undefined;
  }
  const details = Array.isArray(said.details) ? said.details.filter((line) => typeof line === "string") : [];
  return { message: said.message, details };
}

/** Our name for an error of Step Functions or of a service it calls, and what it means to a requester. */
function translated(error: string): { readonly name: PipelineErrorName; readonly message: string } {
  if (error === "States.HeartbeatTimeout") {
    return { name: "TaskStopped", message: "the runner gave no sign of life any more" };
  }
  if (error === "States.Timeout") {
    return { name: "DeploymentInterrupted", message: "the runner did not finish in the time it is allowed" };
  }
  if (/^(Amazon)?ECS\./.test(error)) {
    return { name: "TaskNotStarted", message: "the runner's task could not be started" };
  }
  return { name: "PipelineFailed", message: `the pipeline failed unexpectedly with ${error.slice(0, 100)}` };
}

/** The reason of a failure, written for the requester; never longer than a row can hold. */
export function reasonOf(failure: Failure): Reason {
  const told = toldBy(failure.Cause);
  const known = PIPELINE_ERROR_NAMES.find((name) => name === failure.Error);
  const { name, message } = translated(failure.Error);
  const details = told?.details ?? (failure.Cause ? [failure.Cause] : []);
  return {
    error: known ?? name,
    message: (told?.message ?? (known ? known : message)).slice(0, MAX_MESSAGE_LENGTH),
    details: boundedFindings(details),
  };
}
