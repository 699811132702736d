import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { alarmsQuiet } from "../../../../cli/promotion/checks/alarms-quiet";
import { commandContext } from "../../../support/command-context";

const BACKEND = { environment: "staging", region: "eu-west-1" } as EnvironmentBackend;

describe("alarmsQuiet", () => {
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  const mock = mockClient(cloudwatch);
  const context = commandContext({ clients: { cloudwatch } });
  beforeEach(() => {
    mock.reset();
    mock
      .on(DescribeAlarmsCommand)
      .resolvesOnce({
        MetricAlarms: [{ AlarmName: "hyperion-staging-a", StateValue: "OK" }],
        NextToken: "more",
      })
      .resolvesOnce({
        MetricAlarms: [
          {
            AlarmName: "hyperion-staging-b",
            StateValue: "ALARM",
            StateUpdatedTimestamp: new Date("2026-01-31T11:00:00Z"),
          },
        ],
        CompositeAlarms: [{ AlarmName: "hyperion-staging-c", StateValue: "INSUFFICIENT_DATA" }],
      });
  });

  it("fails while one of the environment is raised, on whatever page", async () => {
    expect(await alarmsQuiet(context, BACKEND, ["hyperion-staging-a"])).to.deep.equal({
      name: "alarms-quiet",
      result: "fail",
      evidence: [
        "hyperion-staging-b is raised since 2026-01-31T11:00:00.000Z",
        "3 alarms of staging looked at",
      ],
    });
    const [call] = mock.commandCalls(DescribeAlarmsCommand);
    expect(call?.args[0].input).to.include({ AlarmNamePrefix: "hyperion-staging-" });
  });

  it("passes one that the policy tolerates, and says so", async () => {
    expect(await alarmsQuiet(context, BACKEND, ["*-b"])).to.deep.equal({
      name: "alarms-quiet",
      result: "pass",
      evidence: [
        "hyperion-staging-b is raised since 2026-01-31T11:00:00.000Z, which promotion-policy.yaml tolerates",
        "3 alarms of staging looked at",
      ],
    });
  });
});
