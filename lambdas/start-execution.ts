import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { FleetError } from "../contracts/errors";
import { type Failure, failureOf } from "../contracts/failure";
import type { Operation } from "../contracts/operation";
import type { PipelineInput } from "../contracts/pipeline";

/** ARN of the state machine of each operation. */
export type StateMachines = Readonly<Record<Operation, string>>;

/** An execution after it was asked for. */
export interface AskedExecution {
  readonly executionArn: string;
  /** Whether this call started it; of one that runs since less than a minute it may be said wrongly. */
  readonly started: boolean;
  /** Absent while it runs. */
  readonly end?: ExecutionEnd;
}

export interface ExecutionEnd {
  /** Absent when it succeeded. */
  readonly failure?: Failure;
}

/** AWS answers for one that runs already as if it had started it now, but with the moment at which it began. */
const RECENT = 60_000;

/**
 * Starts the execution of `input`, once, however often it is called.
 *
 * AWS answers a repeated start with success while the execution runs, and with ExecutionAlreadyExists after
 * that or when the input differs.
 * @throws FleetError `ExecutionConflict` when the name is taken by another input
 */
export async function startExecution(
  client: SFNClient,
  stateMachines: StateMachines,
  input: PipelineInput,
): Promise<AskedExecution> {
  const stateMachineArn = stateMachines[input.operation];
  const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${input.correlationId}`;
  const text = JSON.stringify(input);
  try {
    const { startDate } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: input.correlationId, input: text }),
    );
    return { executionArn, started: !startDate || startDate.getTime() > Date.now() - RECENT };
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) {
      throw error;
    }
  }
  const existing = await client.send(new DescribeExecutionCommand({ executionArn }));
  if (existing.input !== text) {
    throw new FleetError(
      "ExecutionConflict",
      `execution ${input.correlationId} exists with another input: find out who started it, then raise the request's generation`,
    );
  }
  const end = endOf(existing);
  return { executionArn, started: false, ...(end && { end }) };
}

function endOf({ status, error, cause }: DescribeExecutionCommandOutput): ExecutionEnd | undefined {
  switch (status) {
    case "SUCCEEDED":
      return {};
    case "FAILED":
      return { failure: { Error: error ?? "States.Runtime", Cause: cause } };
    case "TIMED_OUT":
      return { failure: { Error: error ?? "States.Timeout", Cause: cause } };
    case "ABORTED":
      return { failure: error ? { Error: error, Cause: cause } : failureOf(stopped(cause)) };
    default:
      return undefined;
  }
}

/** Whoever stops an execution need not say why. */
function stopped(cause: string | undefined): FleetError {
  const details = cause ? [cause] : [];
  return new FleetError("DeploymentInterrupted", "the execution was stopped before it had ended", details);
}
