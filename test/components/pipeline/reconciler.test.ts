import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Reconciler, type ReconcilerArgs } from "../../../components/pipeline/reconciler";
import { one, type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const RULE_ARN = "arn:aws:events:eu-west-1:111122223333:rule/hyperion-dev-reconcile";
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:hyperion-dev-reconcile";

const deploy = (change: Partial<ReconcilerArgs> = {}) =>
  runProgram(
    () =>
      new Reconciler("reconcile", {
        environment: "dev",
        functionName: "hyperion-dev-reconcile",
        ruleName: "hyperion-dev-reconcile",
        code: new pulumi.asset.AssetArchive({}),
        roleArn: "arn:role",
        keyArn: "arn:key",
        lambdaRuntime: "nodejs22.x",
        logRetentionDays: 365,
        periodMinutes: 5,
        requestTableName: "hyperion-dev-requests",
        deployStateMachineArn: "arn:deploy",
        cleanupStateMachineArn: "arn:cleanup",
        topicArn: "arn:topic",
        ...change,
      }),
  );
const variables = ({ resources }: ProgramResult) =>
  one(resources, "aws:lambda/function:Function").inputs.environment.variables;

describe("Reconciler", () => {
  it("invokes the function by schedule, and lets only its rule do so", async () => {
    const { resources } = await deploy();
    expect(one(resources, "aws:cloudwatch/eventRule:EventRule").inputs).to.deep.include({
      name: "hyperion-dev-reconcile",
      scheduleExpression: "rate(5 minutes)",
    });
    expect(one(resources, "aws:lambda/permission:Permission").inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: "hyperion-dev-reconcile",
      principal: "events.amazonaws.com",
      sourceArn: RULE_ARN,
    });
    expect(one(resources, "aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.equal({
      rule: "hyperion-dev-reconcile",
      arn: FUNCTION_ARN,
      retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 10 },
    });
  });

  it("has the singular that EventBridge wants of one minute", async () => {
    const { resources } = await deploy({ periodMinutes: 1 });
    const { scheduleExpression } = one(resources, "aws:cloudwatch/eventRule:EventRule").inputs;
    expect(scheduleExpression).to.equal("rate(1 minute)");
  });

  it("tells the function whose rows it takes, and of its canary", async () => {
    const own = {
      NODE_OPTIONS: "--enable-source-maps",
      FLEET_ENVIRONMENT: "dev",
      FLEET_REQUEST_TABLE: "hyperion-dev-requests",
      DEPLOY_STATE_MACHINE_ARN: "arn:deploy",
      CLEANUP_STATE_MACHINE_ARN: "arn:cleanup",
      FLEET_TOPIC_ARN: "arn:topic",
    };
    expect(variables(await deploy())).to.deep.equal(own);
    expect(variables(await deploy({ workspace: "pr-123" }))).to.deep.equal({
      ...own,
      FLEET_WORKSPACE: "pr-123",
    });
    expect(variables(await deploy({ canary: { image: "registry/canary", minutes: 60 } }))).to.deep.equal({
      ...own,
      FLEET_CANARY_IMAGE: "registry/canary",
      FLEET_CANARY_MINUTES: "60",
    });
  });
});
