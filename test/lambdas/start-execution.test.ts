import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { pipelineInput } from "../../contracts/pipeline";
import { startExecution } from "../../lambdas/start-execution";

const STATES = "arn:aws:states:eu-west-1:111122223333";
const STATE_MACHINES = {
  deploy: `${STATES}:stateMachine:hyperion-dev-deploy`,
  destroy: `${STATES}:stateMachine:hyperion-dev-cleanup`,
};
const INPUT = pipelineInput("signer", 1, "deploy");
const EXECUTION = `${STATES}:execution:hyperion-dev-deploy:signer-g1-deploy`;
const MINUTE = 60_000;

describe("startExecution", () => {
  const client = new SFNClient({ region: "eu-west-1" });
  const sfn = mockClient(client);
  const start = () => startExecution(client, STATE_MACHINES, INPUT);

  beforeEach(() => sfn.reset());

  it("has started an execution that began now, and found one that began before", async () => {
    sfn.on(StartExecutionCommand).resolves({ startDate: new Date() });
    expect(await start()).to.deep.equal({ executionArn: EXECUTION, started: true });
    sfn.on(StartExecutionCommand).resolves({ startDate: new Date(Date.now() - 2 * MINUTE) });
    expect(await start()).to.deep.equal({ executionArn: EXECUTION, started: false });
  });

  const stopped = (details: readonly string[]) => ({
    Error: "DeploymentInterrupted",
    Cause: JSON.stringify({ message: "the execution was stopped before it had ended", details }),
  });
  for (const [status, told, end] of [
    ["RUNNING", {}, undefined],
    ["PENDING_REDRIVE", {}, undefined],
    ["SUCCEEDED", {}, {}],
    ["FAILED", { error: "LeaseLost", cause: "c" }, { failure: { Error: "LeaseLost", Cause: "c" } }],
    ["FAILED", {}, { failure: { Error: "States.Runtime", Cause: undefined } }],
    ["TIMED_OUT", {}, { failure: { Error: "States.Timeout", Cause: undefined } }],
    ["ABORTED", {}, { failure: stopped([]) }],
    ["ABORTED", { cause: "by hand" }, { failure: stopped(["by hand"]) }],
    ["ABORTED", { error: "Mine", cause: "c" }, { failure: { Error: "Mine", Cause: "c" } }],
  ] as const) {
    it(`says how one has ended that is ${status} with ${JSON.stringify(told)}`, async () => {
      sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: "it is", $metadata: {} }));
      sfn.on(DescribeExecutionCommand).resolves({ status, input: JSON.stringify(INPUT), ...told });
      expect(await start()).to.deep.equal({
        executionArn: EXECUTION,
        started: false,
        ...(end && { end }),
      });
    });
  }
});
