import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { createNodeFunction, createServiceRole } from "../support/node-function";
import { until } from "../support/runner-scenario";

/** As local/emulator-pipeline/function_turns.py has it. */
const AT_ONCE = 4 * cpus().length;
const CALLS = AT_ONCE + 8;

/** Writes down when a call begins and when it ends. */
const HANDLER = `
const { appendFileSync } = require("node:fs");
exports.handler = async () => {
  appendFileSync(process.env.SEEN, "+");
  await new Promise((resolve) => setTimeout(resolve, 500));
  appendFileSync(process.env.SEEN, "-");
};
`;

describe("functions that Step Functions calls on one machine", function () {
  this.timeout(240_000);
  let emulator: TestEmulator;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "fleet-turns-"));
    emulator = await startTestEmulator();
  });
  after(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("take turns, however many executions call one at once, and all have theirs", async () => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = { endpoint: emulator.endpoint, region: "eu-west-1", credentials };
    const sfn = new SFNClient(client);
    const seen = join(folder, "seen");
    const functionArn = await createNodeFunction(client, {
      name: "called",
      code: HANDLER,
      variables: { SEEN: seen },
    });
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({
        name: "calls",
        roleArn: await createServiceRole(new IAMClient(client), "states", "states.amazonaws.com"),
        definition: JSON.stringify({
          StartAt: "Call",
          States: {
            Call: {
              Type: "Task",
              Resource: "arn:aws:states:::lambda:invoke",
              Parameters: { FunctionName: functionArn, Payload: {} },
              TimeoutSeconds: 60,
              End: true,
            },
          },
        }),
      }),
    );
    await Promise.all(
      Array.from({ length: CALLS }, () => sfn.send(new StartExecutionCommand({ stateMachineArn }))),
    );
    await until("all executions have succeeded", async () => {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }),
      );
      expect(executions.map(({ status }) => status)).to.not.include("FAILED");
      return executions.filter(({ status }) => status === "SUCCEEDED").length === CALLS ? true : undefined;
    });
    const marks = readFileSync(seen, "utf8");
    expect(marks).to.have.length(2 * CALLS);
    expect(mostAtOnce(marks)).to.be.within(2, AT_ONCE);
  });
});

function mostAtOnce(marks: string): number {
  let now = 0;
  let most = 0;
  for (const mark of marks) {
    now += mark === "+" ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
