import { hostname } from "node:os";
import type { StackId } from "../../backend/layout";
import { ciRun } from "../../backend/locks/ci-run";
import type { LoggedOperation } from "../../backend/operations/operation-entry";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";
import { publishOperationMetrics } from "./operation-metrics";
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
    publishOperationMetrics(context, backend, operation),
  ]);
}

async function logOperation(
  context: Context,
  backend: EnvironmentBackend,
  { project, stack, ...operation }: NewOperation,
): Promise<void> {
  try {
    const [caller, commit] = await Promise.all([callerArn(context, backend), sourceCommit(context.root)]);
    const who = { caller, user: context.user, host: hostname(), run: ciRun(process.env) };
    const log = new OperationsLog(stateBucketOf(context, backend), { project, stack });
    await log.append({ ...operation, who, commit });
  } catch (error) {
    context.output.error(
      `${project} ${stack}: ${operation.operation} ${operation.outcome}, but it is not in the operations log: ${(error as Error).message}`,
    );
  }
}

/** Undefined when STS does not say: the entry is worth more than this part of it. */
async function callerArn(context: Context, { region }: EnvironmentBackend): Promise<string | undefined> {
  const { GetCallerIdentityCommand } = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
  try {
    return (await context.clients(region).sts.send(new GetCallerIdentityCommand({}))).Arn;
  } catch {
    return undefined;
  }
}
