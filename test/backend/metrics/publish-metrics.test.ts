import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { publishMetrics } from "../../../backend/metrics/publish-metrics";
import { OPERATION_METRICS } from "../../../contracts/state-metrics";

const NOW = new Date("2026-01-31T12:00:00Z");

describe("publishMetrics", () => {
  it("gives all values to CloudWatch by one call, each with the environment", async () => {
    const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
    const mock = mockClient(cloudwatch);
    mock.on(PutMetricDataCommand).resolves({});
    await publishMetrics(cloudwatch, "prod", NOW, [
      { metric: OPERATION_METRICS.duration, value: 61.5 },
      { metric: OPERATION_METRICS.failures, value: 1, dimensions: { Project: "enclave" } },
    ]);
    expect(mock.commandCalls(PutMetricDataCommand).map(({ args }) => args[0].input)).to.deep.equal([
      {
        Namespace: "Hyperion/State",
        MetricData: [
          {
            MetricName: "OperationDuration",
            Unit: "Seconds",
            Value: 61.5,
            Timestamp: NOW,
            Dimensions: [{ Name: "Environment", Value: "prod" }],
          },
          {
            MetricName: "OperationFailures",
            Unit: "Count",
            Value: 1,
            Timestamp: NOW,
            Dimensions: [
              { Name: "Environment", Value: "prod" },
              { Name: "Project", Value: "enclave" },
            ],
          },
        ],
      },
    ]);
  });
});
