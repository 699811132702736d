import type { StackId } from "../../backend/layout";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";
import { outcomeOf } from "./outcome";
import { recordOperation } from "./record-operation";

/**
 * Does what an operation does without its stack's lease, or before it takes it: that it came to no more is in the
 * operations log.
 * @throws what `work` throws
 */
export async function recordFailure<Result>(
  context: Context,
  backend: EnvironmentBackend,
  { project, stack }: StackId,
  operation: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = context.clock.now();
  try {
    return await work();
  } catch (error) {
    await recordOperation(context, backend, {
      project,
      stack,
      operation,
      outcome: outcomeOf(error),
      startedAt: started.toISOString(),
      durationSeconds: (context.clock.now().getTime() - started.getTime()) / 1000,
      reason: (error as Error).message,
    });
    throw error;
  }
}
