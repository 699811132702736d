import {
  InvalidToken,
  SendTaskFailureCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { reasonOf } from "../../../contracts/failure";
import { handle } from "../../../lambdas/task-stopped/handler";
import type { TaskEvent } from "../../../lambdas/task-stopped/task-event";
import { RecordedLog } from "../../support/recorded-log";

const EVENT: TaskEvent = {
  detail: {
    taskArn: "arn:task",
    lastStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason: "OutOfMemoryError: Container killed due to memory usage",
    containers: [{ name: "runner", exitCode: 137, reason: "OOM" }],
    overrides: {
      containerOverrides: [
        { name: "sidecar", environment: [{ name: "FLEET_TASK_TOKEN", value: "wrong" }] },
        {
          name: "runner",
          environment: [
            { name: "FLEET_TASK_TOKEN", value: "token" },
            { name: "FLEET_CORRELATION_ID", value: "signer-g1-deploy" },
          ],
        },
      ],
    },
  },
};

describe("task-stopped", () => {
  const client = new SFNClient({ region: "eu-west-1" });
  const sfn = mockClient(client);
  let log: RecordedLog;

  beforeEach(() => {
    sfn.reset();
    sfn.on(SendTaskFailureCommand).resolves({});
    log = new RecordedLog();
  });

  const handled = (event: TaskEvent) => handle(event, { client, log });

  it("fails the waiting state with ECS's own words", async () => {
    expect(await handled(EVENT)).to.deep.equal({ reported: true });
    const input = sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input;
    expect(input?.taskToken).to.equal("token");
    expect(reasonOf({ Error: input?.error ?? "", Cause: input?.cause })).to.deep.equal({
      error: "TaskStopped",
      message: "the runner's task stopped before it had answered",
      details: [
        "stop code: EssentialContainerExited",
        "reason: OutOfMemoryError: Container killed due to memory usage",
        "exit code: 137",
        "container: OOM",
      ],
    });
  });

  for (const error of [TaskTimedOut, TaskDoesNotExist, InvalidToken]) {
    it(`takes ${error.name} for a task that has answered, or an event that came twice`, async () => {
      sfn.on(SendTaskFailureCommand).rejects(new error({ message: "over", $metadata: {} }));
      expect(await handled(EVENT)).to.deep.equal({ reported: false });
    });
  }

  it("passes other errors on, so that the event comes again", async () => {
    sfn
      .on(SendTaskFailureCommand)
      .rejects(Object.assign(new Error("slow down"), { name: "ThrottlingException" }));
    expect(await handled(EVENT).catch((error) => error.name)).to.equal("ThrottlingException");
  });

  it("ignores a task that no state machine waits for, and one that has not stopped", async () => {
    const detail = EVENT.detail ?? {};
    for (const event of [
      {},
      { detail: { ...detail, overrides: {} } },
      { detail: { ...detail, lastStatus: "RUNNING" } },
    ]) {
      expect(await handled(event)).to.deep.equal({ reported: false });
    }
    expect(sfn.calls()).to.have.length(0);
  });

  it("names the execution in its line, and never the token", async () => {
    await handled(EVENT);
    expect(log.lines.map(({ fields }) => fields.correlationId)).to.deep.equal(["signer-g1-deploy"]);
    expect(JSON.stringify(log.lines)).to.not.include("token");
  });
});
