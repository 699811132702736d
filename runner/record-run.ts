import { hostname, userInfo } from "node:os";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { type MeasuredOperation, operationMeasurements } from "../backend/metrics/operation-measurements";
import { publishMetrics } from "../backend/metrics/publish-metrics";
import type { LoggedOperation, Outcome } from "../backend/operations/operation-entry";
import { OperationsLog } from "../backend/operations/operations-log";
import type { StateBucket } from "../backend/state-bucket";
import { type ErrorName, FleetError } from "../contracts/errors";
import type { RunnerResult } from "../contracts/pipeline";
import type { RunnerEnvironment } from "./environment";
import type { Log } from "./log";

export interface RecordedRun {
  readonly bucket: StateBucket;
  readonly sts: STSClient;
  readonly cloudwatch: CloudWatchClient;
  readonly environment: Pick<RunnerEnvironment, "environment" | "id" | "operation" | "correlationId">;
  readonly log: Log;
  /** Called with the fence of the stack's lease once the run has it. */
  readonly work: (noteFence: (fence: number) => void) => Promise<RunnerResult>;
}

/** Errors with which a run ends that changed nothing, because it was not its turn. */
const REFUSALS: readonly ErrorName[] = [
  "GenerationSuperseded",
  "RequestNotFound",
  "RequestRejected",
  "StackLocked",
];
const INTERRUPTIONS: readonly ErrorName[] = ["DeploymentInterrupted", "LeaseLost"];

/**
 * Does the work, adds to the operations log of the request's stack how it ended, and measures it. A run that could not
 * be recorded or measured ends as it would have.
 */
export async function recordRun(options: RecordedRun): Promise<RunnerResult> {
  const started = new Date();
  // Beside the work, so that its end need not wait for it.
  const caller = callerArn(options.sts);
  let fence: number | undefined;
  const record = async (how: Pick<LoggedOperation, "outcome" | "changes" | "reason">) => {
    const durationSeconds = (Date.now() - started.getTime()) / 1000;
    const operation = { ...how, fence, startedAt: started.toISOString(), durationSeconds };
    await Promise.all([logRun(options, await caller, operation), measureRun(options, operation)]);
  };
  try {
    const result = await options.work((given) => {
      fence = given;
    });
    await record({ outcome: "succeeded", changes: result.changes });
    return result;
  } catch (error) {
    await record({
      outcome: outcomeOf(error),
      reason: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}

async function logRun(
  { bucket, environment, log }: RecordedRun,
  caller: string | undefined,
  operation: Omit<LoggedOperation, "who" | "operation">,
): Promise<void> {
  const who = { caller, user: userInfo().username, host: hostname(), run: environment.correlationId };
  try {
    await new OperationsLog(bucket, { project: "enclave", stack: environment.id }).append({
      operation: environment.operation,
      who,
      ...operation,
    });
  } catch (error) {
    const { outcome } = operation;
    log.error("the run is not in the operations log", { outcome, reason: String(error) });
  }
}

async function measureRun(
  { cloudwatch, environment, log }: RecordedRun,
  operation: Omit<MeasuredOperation, "project">,
): Promise<void> {
  try {
    const measured = operationMeasurements({ project: "enclave", ...operation });
    await publishMetrics(cloudwatch, environment.environment, new Date(), measured);
  } catch (error) {
    log.error("the run's metrics could not be published", { reason: String(error) });
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof FleetError)) {
    return "failed";
  }
  if (INTERRUPTIONS.includes(error.name)) {
    return "interrupted";
  }
  return REFUSALS.includes(error.name) ? "refused" : "failed";
}

async function callerArn(sts: STSClient): Promise<string | undefined> {
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
  } catch {
    // The entry is worth more than this part of it.
    return undefined;
  }
}
