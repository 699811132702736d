import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { executionEvents } from "../../../cli/story/execution-events";

const ARN = "arn:aws:states:eu-west-1:111122223333:execution:hyperion-dev-deploy:signer-g1-deploy";

describe("executionEvents", () => {
  const client = new SFNClient({ region: "eu-west-1" });
  const sfn = mockClient(client);

  beforeEach(() => {
    sfn.reset();
  });

  async function told(...events: readonly Partial<HistoryEvent>[]) {
    sfn.on(GetExecutionHistoryCommand).resolves({
      events: events.map((event, index) => ({
        id: index + 1,
        timestamp: new Date(Date.UTC(2026, 0, 31, 12, 0, index)),
        ...event,
      })) as HistoryEvent[],
    });
    return (await executionEvents(client, ARN)).map(({ text, failed }) => [text, failed]);
  }

  it("tells steps, what failed in them, and the end, in their order", async () => {
    const cause = JSON.stringify({ message: "the engine failed", details: ["no such AMI"] });
    expect(
      await told(
        { type: "ExecutionStarted" },
        { type: "TaskStateEntered", stateEnteredEventDetails: { name: "Run" } },
        { type: "TaskScheduled" },
        {
          type: "TaskFailed",
          taskFailedEventDetails: { resource: "", resourceType: "", error: "DeploymentFailed", cause },
        },
        {
          type: "TaskTimedOut",
          taskTimedOutEventDetails: { resource: "", resourceType: "", error: "States.Timeout" },
        },
        { type: "ExecutionAborted", executionAbortedEventDetails: {} },
        { type: "ExecutionSucceeded" },
      ),
    ).to.deep.equal([
      ["started", false],
      ["step Run", false],
      ["TaskFailed: DeploymentFailed: the engine failed; no such AMI", true],
      ["TaskTimedOut: DeploymentInterrupted: the runner did not finish in the time it is allowed", true],
      ["ExecutionAborted", true],
      ["ended well", false],
    ]);
  });

  it("tells of waiting for a turn once, however often it was asked for", async () => {
    const entered = (type: HistoryEvent["type"], name: string) => ({
      type,
      stateEnteredEventDetails: { name },
    });
    const asked = [
      entered("TaskStateEntered", "Admit"),
      entered("ChoiceStateEntered", "IsAdmitted"),
      entered("WaitStateEntered", "Queue"),
    ];
    expect(
      await told(
        ...asked,
        ...asked,
        entered("TaskStateEntered", "Admit"),
        entered("TaskStateEntered", "Run"),
      ),
    ).to.deep.equal([
      ["step Admit", false],
      ["step Run", false],
    ]);
  });

  it("names the execution and the time of each", async () => {
    sfn.on(GetExecutionHistoryCommand).resolves({
      events: [{ id: 1, type: "ExecutionStarted", timestamp: new Date("2026-01-31T12:00:00.123Z") }],
    });
    expect(await executionEvents(client, ARN)).to.deep.equal([
      {
        at: "2026-01-31T12:00:00.123Z",
        source: "execution",
        execution: "signer-g1-deploy",
        text: "started",
        failed: false,
      },
    ]);
  });

  it("knows nothing of an execution that never was, and keeps every other error", async () => {
    sfn
      .on(GetExecutionHistoryCommand)
      .rejects(Object.assign(new Error("no"), { name: "ExecutionDoesNotExist" }));
    expect(await executionEvents(client, ARN)).to.deep.equal([]);
    sfn.on(GetExecutionHistoryCommand).rejects(Object.assign(new Error("denied"), { name: "AccessDenied" }));
    expect(await executionEvents(client, ARN).catch((error: Error) => error.message)).to.equal("denied");
  });
});
