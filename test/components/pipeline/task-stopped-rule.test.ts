import { expect } from "chai";
import { TaskStoppedRule } from "../../../components/pipeline/task-stopped-rule";
import { one, runProgram } from "../../support/pulumi-mocks";

const RULE_ARN = "arn:aws:events:eu-west-1:111122223333:rule/hyperion-dev-task-stopped";

describe("TaskStoppedRule", () => {
  const program = () =>
    new TaskStoppedRule("task-stopped", {
      ruleName: "hyperion-dev-task-stopped",
      clusterArn: "arn:cluster",
      functionArn: "arn:function",
      functionName: "hyperion-dev-task-stopped",
      deadLetterQueueArn: "arn:dead-letters",
    });

  it("hears of this cluster's tasks that have stopped", async () => {
    const { resources } = await runProgram(program);
    expect(
      JSON.parse(one(resources, "aws:cloudwatch/eventRule:EventRule").inputs.eventPattern),
    ).to.deep.equal({
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: { clusterArn: ["arn:cluster"], lastStatus: ["STOPPED"] },
    });
  });

  it("may call the function, and nobody else may in its name", async () => {
    const { resources } = await runProgram(program);
    const permission = one(resources, "aws:lambda/permission:Permission");
    expect(permission.inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: "hyperion-dev-task-stopped",
      principal: "events.amazonaws.com",
      sourceArn: RULE_ARN,
    });
    expect(one(resources, "aws:cloudwatch/eventTarget:EventTarget").dependencies).to.include(permission.urn);
  });

  it("keeps what it could not deliver", async () => {
    const { resources } = await runProgram(program);
    expect(one(resources, "aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.equal({
      rule: "hyperion-dev-task-stopped",
      arn: "arn:function",
      retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 10 },
      deadLetterConfig: { arn: "arn:dead-letters" },
    });
  });
});
