import { hostname, userInfo } from "node:os";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { OperationsLog } from "../../backend/operations/operations-log";
import { FleetError } from "../../contracts/errors";
import type { RunnerResult } from "../../contracts/pipeline";
import { createLog } from "../../runner/log";
import { recordRun } from "../../runner/record-run";
import { failureOf } from "../support/command-context";
import { type MemoryBucket, memoryBucket } from "../support/memory-bucket";

const ROLE = "arn:aws:sts::111122223333:assumed-role/hyperion-dev-runner/0123";
const ENVIRONMENT = {
  environment: "dev",
  id: "vault",
  operation: "deploy",
  correlationId: "vault-g1-deploy",
} as const;

describe("recordRun", () => {
  const sts = new STSClient({ region: "eu-west-1" });
  mockClient(sts).on(GetCallerIdentityCommand).resolves({ Arn: ROLE });
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  const metrics = mockClient(cloudwatch);
  let bucket: MemoryBucket;
  beforeEach(() => {
    metrics.reset();
    metrics.on(PutMetricDataCommand).resolves({});
    bucket = memoryBucket();
  });

  const run = (work: Parameters<typeof recordRun>[0]["work"]) =>
    recordRun({ bucket, sts, cloudwatch, environment: ENVIRONMENT, log: createLog({}), work });
  /** What was published of the environment as a whole, by name. */
  const measured = () => {
    const [call] = metrics.commandCalls(PutMetricDataCommand);
    const { MetricData = [] } = call?.args[0].input ?? {};
    const ofEnvironment = MetricData.filter(({ Dimensions }) => Dimensions?.length === 1);
    return Object.fromEntries(ofEnvironment.map(({ MetricName = "", Value }) => [MetricName, Value]));
  };
  const entry = async () => {
    const entries = await new OperationsLog(bucket, { project: "enclave", stack: "vault" }).entries();
    expect(entries).to.have.length(1);
    return entries[0];
  };

  it("records what was done, by which task's role and for which execution", async () => {
    const result: RunnerResult = { changes: { create: 3 } };
    const given = await run(async (noteFence) => {
      noteFence(7);
      return result;
    });

    expect(given).to.equal(result);
    expect(await entry()).to.deep.include({
      project: "enclave",
      stack: "vault",
      operation: "deploy",
      outcome: "succeeded",
      fence: 7,
      changes: { create: 3 },
      who: { caller: ROLE, user: userInfo().username, host: hostname(), run: "vault-g1-deploy" },
    });
  });

  it("measures what was done, also for the project enclave", async () => {
    await run(async () => ({ changes: { create: 3, same: 1 } }));
    const { OperationDuration, ...counted } = measured();
    expect(counted).to.deep.equal({
      Operations: 1,
      OperationFailures: 0,
      OperationConflicts: 0,
      ResourceChanges: 3,
    });
    expect(OperationDuration).to.be.a("number");
    const dimensions = metrics
      .commandCalls(PutMetricDataCommand)
      .flatMap(({ args }) => args[0].input.MetricData ?? [])
      .map(({ Dimensions = [] }) => Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join());
    expect(new Set(dimensions)).to.deep.equal(
      new Set(["Environment=dev", "Environment=dev,Project=enclave"]),
    );
  });

  it("measures a failure, and what was kept out as a conflict", async () => {
    await failureOf(run(() => Promise.reject(new FleetError("DeploymentFailed", "a role is missing"))));
    expect(measured()).to.include({ Operations: 1, OperationFailures: 1 });
    metrics.resetHistory();
    await failureOf(run(() => Promise.reject(new FleetError("StackLocked", "ada holds the lock"))));
    expect(measured()).to.deep.equal({ OperationConflicts: 1 });
  });

  const ends: ReadonlyArray<readonly [Error, string]> = [
    [new FleetError("DeploymentFailed", "a role is missing"), "failed"],
    [new Error("a bug"), "failed"],
    [new FleetError("DeploymentInterrupted", "told to stop"), "interrupted"],
    [new FleetError("LeaseLost", "another run has the lease"), "interrupted"],
    [new FleetError("GenerationSuperseded", "a later one is there"), "refused"],
    [new FleetError("StackLocked", "ada holds the lock"), "refused"],
  ];
  for (const [error, outcome] of ends) {
    it(`records a run that ended with ${error.name} as ${outcome}, and lets it end so`, async () => {
      expect(await failureOf(run(() => Promise.reject(error)))).to.equal(error);
      expect(await entry()).to.include({ outcome, reason: error.message });
    });
  }

  it("lets a run end as it would have when it cannot be recorded or measured", async () => {
    metrics.on(PutMetricDataCommand).rejects(new Error("Access Denied"));
    const s3 = new S3Client({ region: "eu-west-1" });
    mockClient(s3).onAnyCommand().resolves({}).on(PutObjectCommand).rejects(new Error("Access Denied"));
    const lines: string[] = [];
    const result: RunnerResult = { changes: {} };

    const given = await recordRun({
      bucket: { s3, name: "state" },
      sts,
      cloudwatch,
      environment: ENVIRONMENT,
      log: createLog({}, (line) => lines.push(line)),
      work: async () => result,
    });
    expect(given).to.equal(result);
    const told = lines.map((line) => JSON.parse(line)).map(({ message, reason }) => [message, reason]);
    expect(told).to.have.deep.members([
      ["the run is not in the operations log", "Error: Access Denied"],
      ["the run's metrics could not be published", "Error: Access Denied"],
    ]);
  });
});
