import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { FleetError } from "../contracts/errors";
import type { RunnerResult } from "../contracts/pipeline";
import { releaseAbandonedLocks } from "./abandoned-locks";
import { EnclaveStack } from "./enclave-stack";
import { type RunnerEnvironment, readRunnerEnvironment } from "./environment";
import { readLeasedRequest } from "./leased-request";
import { createLog, type Log } from "./log";
import { run } from "./run";
import { backendBucket, StackLocks } from "./stack-locks";
import { TaskToken } from "./task-token";

/** An answer to the state machine is worth more patience than the SDK's default of three tries. */
const ANSWER_ATTEMPTS = 10;

async function main(): Promise<void> {
  const environment = readRunnerEnvironment(process.env);
  const log = createLog({
    correlationId: environment.correlationId,
    requestId: environment.id,
    generation: environment.generation,
    fence: environment.fence,
  });
  const interruption = new AbortController();
  // A listener that stays: the Automation API's way of starting the engine (execa, by signal-exit) ends this process,
  // and the engine with it, on a signal that nobody else listens to.
  process.on("SIGTERM", () => {
    log.info("told to stop: the engine finishes what it is doing");
    interruption.abort(
      new FleetError(
        "DeploymentInterrupted",
        "the runner's container was told to stop; what was done is in the checkpoint and the rest is tried again",
      ),
    );
  });
  process.exitCode = await run({
    token: new TaskToken(new SFNClient({ maxAttempts: ANSWER_ATTEMPTS }), environment.taskToken),
    heartbeatSeconds: environment.heartbeatSeconds,
    log,
    interrupted: interruption.signal,
    work: (signal) => runEngine(environment, signal, log),
  });
}

async function runEngine(
  environment: RunnerEnvironment,
  signal: AbortSignal,
  log: Log,
): Promise<RunnerResult> {
  const request = await readLeasedRequest(new DynamoDBClient(), environment);
  const locks = new StackLocks(new S3Client(), backendBucket(environment.backendUrl), environment.id);
  await releaseAbandonedLocks(locks, new ECSClient(), environment, log);
  const workDir = await mkdtemp(join(tmpdir(), "enclave-"));
  try {
    const stack = new EnclaveStack({ environment, workDir, locks, ec2: new EC2Client(), log, signal });
    return request ? await stack.deploy(request) : await stack.destroy();
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  // Without its environment the runner has no token to answer with: ECS's event that it stopped tells the story.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
