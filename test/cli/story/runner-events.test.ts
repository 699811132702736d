import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand, ECSClient } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { runnerEvents } from "../../../cli/story/runner-events";

const AT = Date.UTC(2026, 0, 31, 12);

describe("runnerEvents", () => {
  const clients = {
    logs: new CloudWatchLogsClient({ region: "eu-west-1" }),
    ecs: new ECSClient({ region: "eu-west-1" }),
  };
  const logs = mockClient(clients.logs);
  const ecs = mockClient(clients.ecs);
  const read = () =>
    runnerEvents(clients, {
      logGroup: "/hyperion/dev/runner",
      cluster: "hyperion-dev-runner",
      executions: ["signer-g1-deploy"],
      since: new Date(AT),
    });

  beforeEach(() => {
    logs.reset();
    ecs.reset();
    ecs.on(DescribeTasksCommand).resolves({ tasks: [] });
  });

  function written(...lines: readonly unknown[]): void {
    logs.on(FilterLogEventsCommand).resolves({
      events: lines.map((line) => ({
        timestamp: AT,
        logStreamName: "runner/runner/task-1",
        message: typeof line === "string" ? line : JSON.stringify(line),
      })),
    });
  }

  it("has the lines of this execution only, errors with their details", async () => {
    const correlationId = "signer-g1-deploy";
    written(
      { level: "INFO", message: "creating", correlationId },
      { level: "ERROR", message: "the engine failed", details: ["no such AMI"], correlationId },
      { level: "INFO", message: "of another", correlationId: "my-signer-g1-deploy" },
      "no JSON, signer-g1-deploy",
    );
    expect((await read()).map(({ text, failed }) => [text, failed])).to.deep.equal([
      ["creating", false],
      ["the engine failed; no such AMI", true],
    ]);
    expect(logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input).to.deep.include({
      logGroupName: "/hyperion/dev/runner",
      startTime: AT,
      filterPattern: '"signer-g1-deploy"',
    });
  });

  it("tells how the task ended that wrote them", async () => {
    written({ level: "INFO", message: "creating", correlationId: "signer-g1-deploy" });
    ecs.on(DescribeTasksCommand, { cluster: "hyperion-dev-runner", tasks: ["task-1"] }).resolves({
      tasks: [
        {
          taskArn: "arn:aws:ecs:eu-west-1:111122223333:task/hyperion-dev-runner/task-1",
          startedAt: new Date(AT + 1000),
          stoppedAt: new Date(AT + 2000),
          stoppedReason: "Essential container in task exited",
          containers: [{ exitCode: 137, reason: "OutOfMemoryError" }],
        },
      ],
    });
    expect((await read()).slice(1)).to.deep.equal([
      {
        source: "task",
        execution: "signer-g1-deploy",
        at: "2026-01-31T12:00:01.000Z",
        text: "task task-1 started",
        failed: false,
      },
      {
        source: "task",
        execution: "signer-g1-deploy",
        at: "2026-01-31T12:00:02.000Z",
        text: "task task-1 stopped: exit code 137, OutOfMemoryError, Essential container in task exited",
        failed: true,
      },
    ]);
  });

  it("asks ECS for nothing where no task has written", async () => {
    written();
    expect(await read()).to.deep.equal([]);
    expect(ecs.commandCalls(DescribeTasksCommand)).to.have.length(0);
  });
});
