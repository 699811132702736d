import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { STSClient } from "@aws-sdk/client-sts";
import { describeTask } from "../backend/locks/describe-task";
import { currentHolder } from "../backend/locks/holder";
import { ownTask } from "../backend/locks/own-task";
import { finderClients } from "../backend/recovery/finder-clients";
import type { StateBucket } from "../backend/state-bucket";
import { FleetError } from "../contracts/errors";
import type { RunnerResult } from "../contracts/pipeline";
import { EnclaveStack } from "./enclave-stack";
import { type RunnerEnvironment, readRunnerEnvironment } from "./environment";
import { HEALTH_FILE_VARIABLE } from "./health";
import { assertRoom } from "./host-room";
import { leasedWork } from "./leased-work";
import { createLog, type Log } from "./log";
import { recordRun } from "./record-run";
import { run } from "./run";
import { type StackLeaseOptions, withStackLease } from "./stack-lease";
import { stateBucketName } from "./state-bucket-name";
import { TaskToken } from "./task-token";

/** An answer to the state machine is worth more patience than the SDK's default of three tries. */
const ANSWER_ATTEMPTS = 10;

/** Where no way leads to STS or CloudWatch, a run's end must not wait for its name and measures; in milliseconds. */
const BRIEF = { maxAttempts: 1, requestHandler: { connectionTimeout: 2_000 } };

async function main(): Promise<void> {
  const environment = readRunnerEnvironment(process.env);
  const log = createLog({
    correlationId: environment.correlationId,
    requestId: environment.id,
    generation: environment.generation,
    fence: environment.fence,
  });
  const bucket = { s3: new S3Client(), name: stateBucketName(environment.backendUrl) };
  const interruption = new AbortController();
  // A listener that stays: on a signal that nobody listens to this process ends, and the engine with it.
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
    healthFile: process.env[HEALTH_FILE_VARIABLE],
    interrupted: interruption.signal,
    work: (signal) =>
      recordRun({
        bucket,
        sts: new STSClient(BRIEF),
        cloudwatch: new CloudWatchClient(BRIEF),
        environment,
        log,
        work: (noteFence) => runEngine(environment, bucket, signal, log, noteFence),
      }),
  });
}

async function runEngine(
  environment: RunnerEnvironment,
  bucket: StateBucket,
  signal: AbortSignal,
  log: Log,
  noteFence: (fence: number) => void,
): Promise<RunnerResult> {
  const task = await ownTask(process.env);
  const ecs = new ECSClient();
  const { id, operation, fence: requestFence, correlationId: run } = environment;
  const workDir = await mkdtemp(join(tmpdir(), "enclave-"));
  try {
    const stackLease: StackLeaseOptions = {
      bucket,
      id,
      operation,
      requestFence,
      holder: currentHolder({ task, run }),
      describeTask: (other) => describeTask(ecs, other),
      log,
      signal,
    };
    return await leasedWork({
      lease: environment,
      dynamodb: new DynamoDBClient(),
      withStack: (work) => withStackLease(stackLease, work),
      open: ({ fence, lost }) => {
        noteFence(fence);
        const finders = finderClients();
        const stack = new EnclaveStack({ environment, workDir, lost, finders, log, signal });
        return {
          deploy: async (request) => {
            await assertRoom(finders.ec2, request, environment.enclaveEnvironment);
            return stack.deploy(request);
          },
          destroy: () => stack.destroy(),
        };
      },
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  // Without its environment the runner has no token to answer with: ECS's event that it stopped tells the story.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
