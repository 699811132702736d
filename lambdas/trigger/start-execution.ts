import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { FleetError } from "../../contracts/errors";
import type { Operation } from "../../contracts/operation";
import type { PipelineInput } from "../../contracts/pipeline";

/** ARN of the state machine of each operation. */
export type StateMachines = Readonly<Record<Operation, string>>;

/** Whether this call started the execution, or found it there. */
export type StartResult = "started" | "already started";

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
): Promise<StartResult> {
  const stateMachineArn = stateMachines[input.operation];
  const text = JSON.stringify(input);
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name: input.correlationId, input: text }));
    return "started";
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) {
      throw error;
    }
  }
  const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${input.correlationId}`;
  const existing = await client.send(new DescribeExecutionCommand({ executionArn }));
  if (existing.input !== text) {
    throw new FleetError(
      "ExecutionConflict",
      `execution ${input.correlationId} exists with another input: find out who started it, then raise the request's generation`,
    );
  }
  return "already started";
}
