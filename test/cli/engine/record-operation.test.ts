import { hostname } from "node:os";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { OperationsLog } from "../../../backend/operations/operations-log";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { type NewOperation, recordOperation } from "../../../cli/engine/record-operation";
import { commandContext } from "../../support/command-context";
import { memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const OPERATION: NewOperation = {
  ...STACK,
  operation: "up",
  outcome: "failed",
  fence: 4,
  startedAt: "2026-01-31T11:59:00.000Z",
  durationSeconds: 60,
  changes: { create: 1 },
  reason: "a role is missing",
};
const BACKEND = { environment: "dev", region: "eu-west-1", bucketName: "state" } as EnvironmentBackend;

describe("recordOperation", () => {
  const client = new STSClient({ region: "eu-west-1" });
  const sts = mockClient(client);
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  const metrics = mockClient(cloudwatch);
  beforeEach(() => {
    sts.reset();
    metrics.reset();
    metrics.on(PutMetricDataCommand).resolves({});
    sts.on(GetCallerIdentityCommand).resolves({ Arn: "arn:aws:iam::111122223333:user/ada" });
  });

  it("adds who did it, by AWS, by the machine and by CI", async () => {
    const bucket = memoryBucket();
    const context = commandContext({ clients: { s3: bucket.s3, sts: client, cloudwatch } });
    await recordOperation(context, BACKEND, OPERATION);

    const [entry, ...more] = await new OperationsLog(bucket, STACK).entries();
    expect(more).to.deep.equal([]);
    expect(entry).to.deep.include(OPERATION);
    expect(entry?.who).to.deep.include({
      caller: "arn:aws:iam::111122223333:user/ada",
      user: "ada",
      host: hostname(),
    });
    expect(context.said).to.deep.equal({ lines: [], errors: [], results: [] });
  });

  it("measures it", async () => {
    const bucket = memoryBucket();
    await recordOperation(
      commandContext({ clients: { s3: bucket.s3, sts: client, cloudwatch } }),
      BACKEND,
      OPERATION,
    );
    const [call] = metrics.commandCalls(PutMetricDataCommand);
    const failures = call?.args[0].input.MetricData?.find(
      ({ MetricName }) => MetricName === "OperationFailures",
    );
    expect(failures?.Value).to.equal(1);
  });

  it("keeps an entry without the caller when STS does not say who it is", async () => {
    sts.on(GetCallerIdentityCommand).rejects(new Error("throttled"));
    const bucket = memoryBucket();
    await recordOperation(
      commandContext({ clients: { s3: bucket.s3, sts: client, cloudwatch } }),
      BACKEND,
      OPERATION,
    );

    const [entry] = await new OperationsLog(bucket, STACK).entries();
    expect(entry?.who).to.include({ user: "ada" }).and.not.have.property("caller");
  });

  it("tells of an entry that could not be written, and does not fail", async () => {
    const s3 = new S3Client({ region: "eu-west-1" });
    mockClient(s3).onAnyCommand().resolves({}).on(PutObjectCommand).rejects(new Error("Access Denied"));
    const context = commandContext({ clients: { s3, sts: client, cloudwatch } });
    await recordOperation(context, BACKEND, OPERATION);

    expect(context.said.errors).to.deep.equal([
      "base dev: up failed, but it is not in the operations log: Access Denied",
    ]);
  });
});
