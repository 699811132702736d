import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { FleetError } from "../../contracts/errors";
import { isTokenOver, TaskToken } from "../../runner/task-token";

describe("TaskToken", () => {
  const client = new SFNClient({ region: "eu-west-1" });
  const sfn = mockClient(client);
  const token = new TaskToken(client, "token");
  beforeEach(() => sfn.reset());

  it("sends heartbeat, success and failure through its token", async () => {
    sfn.onAnyCommand().resolves({});
    await token.heartbeat(new AbortController().signal);
    await token.succeed({ changes: { create: 1 } });
    await token.fail(new FleetError("DeploymentFailed", "message", ["detail"]));
    expect(sfn.commandCalls(SendTaskHeartbeatCommand).map(({ args }) => args[0].input)).to.deep.equal([
      { taskToken: "token" },
    ]);
    expect(sfn.commandCalls(SendTaskSuccessCommand).map(({ args }) => args[0].input)).to.deep.equal([
      { taskToken: "token", output: '{"changes":{"create":1}}' },
    ]);
    expect(sfn.commandCalls(SendTaskFailureCommand).map(({ args }) => args[0].input)).to.deep.equal([
      {
        taskToken: "token",
        error: "DeploymentFailed",
        cause: JSON.stringify({ message: "message", details: ["detail"] }),
      },
    ]);
  });

  it("sends no more of a failure than Step Functions takes", async () => {
    sfn.onAnyCommand().resolves({});
    const details = Array.from({ length: 1000 }, (_, index) => `${index}: ${"x".repeat(10_000)}`);
    await token.fail(new FleetError("DeploymentFailed", "m".repeat(100_000), details));
    const [call] = sfn.commandCalls(SendTaskFailureCommand);
    expect(call?.args[0].input.cause?.length).to.be.lessThan(32_768);
  });
});

describe("isTokenOver", () => {
  it("holds for the errors by which nobody waits any more, and for no other", () => {
    const options = { message: "", $metadata: {} };
    for (const error of [
      new TaskTimedOut(options),
      new TaskDoesNotExist(options),
      new InvalidToken(options),
    ]) {
      expect(isTokenOver(error)).to.equal(true);
    }
    expect(isTokenOver(new Error("throttled"))).to.equal(false);
    expect(isTokenOver("TaskTimedOut")).to.equal(false);
  });
});
