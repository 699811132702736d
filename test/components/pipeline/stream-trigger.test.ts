import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { StreamTrigger, type StreamTriggerArgs } from "../../../components/pipeline/stream-trigger";
import { type EventPattern, matchesPattern } from "../../../local/streams/event-pattern";
import { one, runProgram } from "../../support/pulumi-mocks";

const ARGS: StreamTriggerArgs = {
  functionName: "hyperion-dev-trigger",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("code") }),
  roleArn: "arn:role",
  lambdaRuntime: "nodejs22.x",
  logRetentionDays: 30,
  keyArn: "arn:key",
  streamArn: "arn:stream",
  deadLetterQueueArn: "arn:dead-letters",
  deployStateMachineArn: "arn:deploy",
  cleanupStateMachineArn: "arn:cleanup",
};
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:hyperion-dev-trigger";

describe("StreamTrigger", () => {
  it("bounds how long a bad record can keep others waiting, and gives it up to the dead-letter queue", async () => {
    const { resources } = await runProgram(() => new StreamTrigger("trigger", ARGS));
    expect(
      one(resources, "aws:lambda/eventSourceMapping:EventSourceMapping", "trigger-mapping").inputs,
    ).to.deep.equal({
      eventSourceArn: "arn:stream",
      functionName: FUNCTION_ARN,
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: 5,
      maximumRecordAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destinationArn: "arn:dead-letters" } },
      filterCriteria: {
        filters: [
          {
            pattern:
              '{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"workspace":{"S":[{"exists":false}]}}}}',
          },
        ],
      },
    });
  });

  it("takes the rows of a workspace, or those of none, and never both", async () => {
    const filterOf = async (workspace?: string) => {
      const { resources } = await runProgram(() => new StreamTrigger("trigger", { ...ARGS, workspace }));
      const { inputs } = one(resources, "aws:lambda/eventSourceMapping:EventSourceMapping");
      return JSON.parse(inputs.filterCriteria.filters[0].pattern) as EventPattern;
    };
    const change = (workspace: Record<string, unknown>) => ({
      eventName: "INSERT",
      dynamodb: { NewImage: { id: { S: "signer" }, ...workspace } },
    });
    const [own, copy] = [await filterOf(), await filterOf("pr-123")];
    for (const [row, takenBy] of [
      [{}, [true, false]],
      [{ workspace: { S: "pr-123" } }, [false, true]],
      [{ workspace: { S: "pr-1234" } }, [false, false]],
      // Wrong, and so rejected by the environment's own.
      [{ workspace: { N: "123" } }, [true, false]],
    ] as const) {
      expect([own, copy].map((pattern) => matchesPattern(pattern, change(row)))).to.deep.equal(takenBy);
    }
  });

  it("takes other bounds", async () => {
    const { resources } = await runProgram(
      () => new StreamTrigger("trigger", { ...ARGS, retryAttempts: 0, maximumRecordAgeSeconds: 60 }),
    );
    expect(one(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").inputs).to.deep.include({
      maximumRetryAttempts: 0,
      maximumRecordAgeInSeconds: 60,
    });
  });

  it("tells the function where the state machines are", async () => {
    const { resources } = await runProgram(() => new StreamTrigger("trigger", ARGS));
    const { inputs } = one(resources, "aws:lambda/function:Function", "trigger");
    expect(inputs.timeout).to.equal(60);
    expect(inputs.environment.variables).to.deep.equal({
      NODE_OPTIONS: "--enable-source-maps",
      DEPLOY_STATE_MACHINE_ARN: "arn:deploy",
      CLEANUP_STATE_MACHINE_ARN: "arn:cleanup",
    });
  });
});
