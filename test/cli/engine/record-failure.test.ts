import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { OperationsLog } from "../../../backend/operations/operations-log";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { recordFailure } from "../../../cli/engine/record-failure";
import { FleetError } from "../../../contracts/errors";
import { commandContext, failureOf } from "../../support/command-context";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const BACKEND = { environment: "dev", region: "eu-west-1", bucketName: "state" } as EnvironmentBackend;

describe("recordFailure", () => {
  const sts = new STSClient({ region: "eu-west-1" });
  mockClient(sts).on(GetCallerIdentityCommand).resolves({});
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  mockClient(cloudwatch).on(PutMetricDataCommand).resolves({});
  let bucket: MemoryBucket;
  beforeEach(() => {
    bucket = memoryBucket();
  });

  function recorded<Result>(work: () => Promise<Result>): Promise<Result> {
    const context = commandContext({ clients: { s3: bucket.s3, sts, cloudwatch } });
    return recordFailure(context, BACKEND, STACK, "recover", work);
  }
  const entries = async () =>
    (await new OperationsLog(bucket, STACK).entries()).map(({ operation, outcome, reason, fence }) => ({
      operation,
      outcome,
      reason,
      fence,
    }));

  it("records nothing of what succeeds", async () => {
    expect(await recorded(async () => 7)).to.equal(7);
    expect(await entries()).to.deep.equal([]);
  });

  for (const [name, outcome] of [
    ["OperationRefused", "refused"],
    ["DeploymentInterrupted", "interrupted"],
    ["DeploymentFailed", "failed"],
  ] as const) {
    it(`records ${name} as ${outcome}, with its reason and without a fence, and throws it`, async () => {
      const error = new FleetError(name, "somebody works on it");
      expect(await failureOf(recorded(() => Promise.reject(error)))).to.equal(error);
      expect(await entries()).to.deep.equal([
        { operation: "recover", outcome, reason: "somebody works on it", fence: undefined },
      ]);
    });
  }
});
