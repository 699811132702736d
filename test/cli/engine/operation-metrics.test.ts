import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { type MeasuredOperation, publishOperationMetrics } from "../../../cli/engine/operation-metrics";
import { commandContext } from "../../support/command-context";

const BACKEND = { environment: "dev", region: "eu-west-1" } as EnvironmentBackend;
const OPERATION: MeasuredOperation = {
  project: "base",
  outcome: "succeeded",
  durationSeconds: 61.5,
  changes: { same: 40, create: 3, update: 2 },
};

describe("publishOperationMetrics", () => {
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  const mock = mockClient(cloudwatch);
  beforeEach(() => {
    mock.reset();
    mock.on(PutMetricDataCommand).resolves({});
  });

  async function published(operation: Partial<MeasuredOperation> = {}) {
    const context = commandContext({ clients: { cloudwatch } });
    await publishOperationMetrics(context, BACKEND, { ...OPERATION, ...operation });
    expect(context.said.errors).to.deep.equal([]);
    const calls = mock.commandCalls(PutMetricDataCommand);
    expect(calls).to.have.length(1);
    const { Namespace, MetricData = [] } = calls[0]?.args[0].input ?? {};
    expect(Namespace).to.equal("Hyperion/State");
    return MetricData.map(({ MetricName, Value, Unit, Dimensions = [] }) => [
      MetricName,
      Value,
      Unit,
      Object.fromEntries(Dimensions.map(({ Name = "", Value: value }) => [Name, value])),
    ]);
  }

  it("measures an operation for the environment and for its project, by one call", async () => {
    const values = [
      ["Operations", 1, "Count"],
      ["OperationFailures", 0, "Count"],
      ["OperationConflicts", 0, "Count"],
      ["OperationDuration", 61.5, "Seconds"],
      ["ResourceChanges", 5, "Count"],
    ];
    expect(await published()).to.deep.equal([
      ...values.map((value) => [...value, { Environment: "dev" }]),
      ...values.map((value) => [...value, { Environment: "dev", Project: "base" }]),
    ]);
  });

  it("counts a failure, but not an interruption", async () => {
    const failures = async (outcome: MeasuredOperation["outcome"]) => {
      mock.resetHistory();
      return (await published({ outcome })).find(([name]) => name === "OperationFailures")?.[1];
    };
    expect(await failures("failed")).to.equal(1);
    expect(await failures("interrupted")).to.equal(0);
  });

  it("counts what was kept out as a conflict, and as no operation", async () => {
    expect(await published({ outcome: "refused", changes: undefined })).to.deep.equal([
      ["OperationConflicts", 1, "Count", { Environment: "dev" }],
      ["OperationConflicts", 1, "Count", { Environment: "dev", Project: "base" }],
    ]);
  });

  it("tells when it cannot be published, and lets the operation be done", async () => {
    mock.on(PutMetricDataCommand).rejects(new Error("not allowed"));
    const context = commandContext({ clients: { cloudwatch } });
    await publishOperationMetrics(context, BACKEND, OPERATION);
    expect(context.said.errors).to.deep.equal(["metrics of dev could not be published: not allowed"]);
  });
});
