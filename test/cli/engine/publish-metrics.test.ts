import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { publishMetrics } from "../../../cli/engine/publish-metrics";
import { OPERATION_METRICS } from "../../../contracts/state-metrics";
import { commandContext } from "../../support/command-context";

const BACKEND = { environment: "dev", region: "eu-west-1" } as EnvironmentBackend;
const MEASURED = [{ metric: OPERATION_METRICS.duration, value: 61.5 }];

describe("publishMetrics", () => {
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  const mock = mockClient(cloudwatch);
  beforeEach(() => mock.reset());

  it("publishes in the environment's region", async () => {
    mock.on(PutMetricDataCommand).resolves({});
    const context = commandContext({ clients: { cloudwatch } });
    await publishMetrics(context, BACKEND, MEASURED);
    expect(context.said.errors).to.deep.equal([]);
    expect(mock.commandCalls(PutMetricDataCommand)).to.have.length(1);
  });

  it("tells when it cannot be published, and lets the operation be done", async () => {
    mock.on(PutMetricDataCommand).rejects(new Error("not allowed"));
    const context = commandContext({ clients: { cloudwatch } });
    await publishMetrics(context, BACKEND, MEASURED);
    expect(context.said.errors).to.deep.equal(["metrics of dev could not be published: not allowed"]);
  });
});
