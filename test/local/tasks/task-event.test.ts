import { expect } from "chai";
import { parseTaskEvent } from "../../../lambdas/task-stopped/task-event";
import { taskStoppedEvent } from "../../../local/tasks/task-event";

const TASK = {
  taskArn: "arn:aws:ecs:eu-west-1:111122223333:task/runner/1",
  lastStatus: "STOPPED",
  stopCode: "UserInitiated" as const,
  stoppedReason: "by hand",
  containers: [{ name: "runner", exitCode: 0 }],
  overrides: {
    containerOverrides: [{ name: "runner", environment: [{ name: "FLEET_TASK_TOKEN", value: "token" }] }],
  },
};

describe("taskStoppedEvent", () => {
  const event = taskStoppedEvent(TASK, { exitCode: 137 }, true, new Date(0));

  it("has the envelope of ECS's events", () => {
    const { id, detail, ...envelope } = event;
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(detail).to.be.an("object");
    expect(envelope).to.deep.equal({
      version: "0",
      "detail-type": "ECS Task State Change",
      source: "aws.ecs",
      account: "111122223333",
      time: "1970-01-01T00:00:00Z",
      region: "eu-west-1",
      resources: [TASK.taskArn],
    });
  });

  it("is understood by the function that gets it", () => {
    expect(parseTaskEvent(event as Parameters<typeof parseTaskEvent>[0])).to.deep.equal({
      taskArn: TASK.taskArn,
      token: "token",
      correlationId: undefined,
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      exitCode: 137,
      containerReason: undefined,
    });
  });

  it("keeps the reason of a task that was told to stop", () => {
    const stopped = taskStoppedEvent(TASK, { exitCode: 143 }, false, new Date(0));
    expect(parseTaskEvent(stopped as Parameters<typeof parseTaskEvent>[0])).to.include({
      stopCode: "UserInitiated",
      stoppedReason: "by hand",
      exitCode: 143,
    });
  });
});
