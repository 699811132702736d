import { hostname, userInfo } from "node:os";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Outcome } from "../backend/operations/operation-entry";
import { OperationsLog } from "../backend/operations/operations-log";
import type { StateBucket } from "../backend/state-bucket";
import { type ErrorName, FleetError } from "../contracts/errors";
import type { RunnerResult } from "../contracts/pipeline";
import type { RunnerEnvironment } from "./environment";
import type { Log } from "./log";

export interface RecordedRun {
  readonly bucket: StateBucket;
  readonly sts: STSClient;
  readonly environment: Pick<RunnerEnvironment, "id" | "operation" | "correlationId">;
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
 * Does the work and adds to the operations log of the request's stack how it ended. A run that could not be recorded
 * ends as it would have.
 */
export async function recordRun({ bucket, sts, environment, log, work }: RecordedRun): Promise<RunnerResult> {
  const started = new Date();
  // Beside the work, so that its end need not wait for it.
  const caller = callerArn(sts);
  let fence: number | undefined;
  const record = async (outcome: Outcome, more: { changes?: RunnerResult["changes"]; reason?: string }) => {
    try {
      await new OperationsLog(bucket, { project: "enclave", stack: environment.id }).append({
        operation: environment.operation,
        outcome,
        who: {
          caller: await caller,
          user: userInfo().username,
          host: hostname(),
          run: environment.correlationId,
        },
        fence,
        startedAt: started.toISOString(),
        durationSeconds: (Date.now() - started.getTime()) / 1000,
        ...more,
      });
    } catch (error) {
      log.error("the run is not in the operations log", { outcome, reason: String(error) });
    }
  };
  try {
    const result = await work((given) => {
      fence = given;
    });
    await record("succeeded", { changes: result.changes });
    return result;
  } catch (error) {
    await record(outcomeOf(error), { reason: error instanceof Error ? error.message : String(error) });
    throw error;
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
