import type { StackId } from "../../backend/layout";
import type { Environment } from "../../contracts/environment";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";
import { recordFailure } from "./record-failure";
import { recordOperation } from "./record-operation";

/** The stack whose operations log has what is done to an environment, and to no stack of it. */
export function environmentStack(environment: Environment): StackId {
  return { project: "state", stack: environment };
}

/**
 * Does what needs no lease, and adds to the stack's operations log what became of it.
 * @param tell what was done, for the log
 * @throws what `work` throws
 */
export async function recordOutcome<Result>(
  context: Context,
  backend: EnvironmentBackend,
  stack: StackId,
  operation: string,
  work: () => Promise<Result>,
  tell: (result: Result) => string,
): Promise<Result> {
  const started = context.clock.now();
  const result = await recordFailure(context, backend, stack, operation, work);
  await recordOperation(context, backend, {
    ...stack,
    operation,
    outcome: "succeeded",
    startedAt: started.toISOString(),
    durationSeconds: (context.clock.now().getTime() - started.getTime()) / 1000,
    reason: tell(result),
  });
  return result;
}
