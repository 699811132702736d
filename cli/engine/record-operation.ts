import type { StackId } from "../../backend/layout";
import { operationMeasurements } from "../../backend/metrics/operation-measurements";
import type { LoggedOperation } from "../../backend/operations/operation-entry";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { Context } from "../context";
import { currentActor } from "./current-actor";
import type { EnvironmentBackend } from "./environment-backend";
import { publishMetrics } from "./publish-metrics";
import { sourceCommit } from "./source-commit";
import { stateBucketOf } from "./state-bucket";

/** What was done on a stack, or refused; who did it and from which commit is added. */
export interface NewOperation extends StackId, Omit<LoggedOperation, "who" | "commit"> {}

/**
 * Adds `operation` to the stack's operations log, and measures it. An operation that is done stays done: that it could
 * not be recorded is told, and nothing else fails.
 */
export async function recordOperation(
  context: Context,
  backend: EnvironmentBackend,
  operation: NewOperation,
): Promise<void> {
  await Promise.all([
    logOperation(context, backend, operation),
    publishMetrics(context, backend, operationMeasurements(operation)),
  ]);
}

async function logOperation(
  context: Context,
  backend: EnvironmentBackend,
  { project, stack, ...operation }: NewOperation,
): Promise<void> {
  try {
    // An entry without the caller is worth more than none.
    const [who, commit] = await Promise.all([currentActor(context, backend), sourceCommit(context.root)]);
    const log = new OperationsLog(stateBucketOf(context, backend), { project, stack });
    await log.append({ ...operation, who, commit });
  } catch (error) {
    context.output.error(
      `${project} ${stack}: ${operation.operation} ${operation.outcome}, but it is not in the operations log: ${(error as Error).message}`,
    );
  }
}
