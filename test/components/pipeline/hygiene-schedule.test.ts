import { expect } from "chai";
import { HygieneSchedule } from "../../../components/pipeline/hygiene-schedule";
import { one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";

const IMAGE = `registry/runner@sha256:${"a".repeat(64)}`;

const SUPPRESSION = {
  type: "aws:dynamodb/table:Table",
  attribute: "tags.*",
  reason: "owners are set by finance",
  expires: "2026-12-31",
};

describe("HygieneSchedule", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(
      () =>
        new HygieneSchedule("hygiene", {
          environment: "prod",
          region: "eu-west-1",
          ruleName: "hyperion-prod-hygiene",
          taskFamily: "hyperion-prod-hygiene",
          logGroupName: "/hyperion/prod/hygiene",
          schedule: "rate(1 day)",
          clusterArn: "arn:cluster",
          image: IMAGE,
          executionRoleArn: "arn:execution-role",
          taskRoleArn: "arn:task-role",
          scheduleRoleArn: "arn:schedule-role",
          subnetIds: ["subnet-a", "subnet-b"],
          securityGroupId: "sg-runner",
          secretsProvider: "awskms://alias/state?region=eu-west-1",
          driftSuppressions: [SUPPRESSION],
          logRetentionDays: 30,
          keyArn: "arn:key",
        }),
    ));
  });

  it("runs the check under its own role, in the runner's image", () => {
    const { inputs } = one(resources, "aws:ecs/taskDefinition:TaskDefinition");
    expect(inputs).to.deep.include({
      family: "hyperion-prod-hygiene",
      executionRoleArn: "arn:execution-role",
      taskRoleArn: "arn:task-role",
      requiresCompatibilities: ["FARGATE"],
    });
    const [container] = JSON.parse(inputs.containerDefinitions);
    expect(container).to.deep.include({
      image: IMAGE,
      command: ["bin/fleet", "hygiene", "daily", "prod", "--json"],
      readonlyRootFilesystem: true,
      user: "1000:1000",
    });
    expect(container.environment).to.deep.equal([
      { name: "AWS_REGION", value: "eu-west-1" },
      {
        name: "FLEET_SETTINGS",
        value: JSON.stringify({
          environment: "prod",
          secretsprovider: "awskms://alias/state?region=eu-west-1",
          config: { "aws:region": "eu-west-1" },
          driftSuppressions: [SUPPRESSION],
        }),
      },
    ]);
  });

  it("has EventBridge run it at its time, one task in the private network", () => {
    const rule = one(resources, "aws:cloudwatch/eventRule:EventRule").inputs;
    expect(rule).to.deep.include({ name: "hyperion-prod-hygiene", scheduleExpression: "rate(1 day)" });
    const task = one(resources, "aws:ecs/taskDefinition:TaskDefinition");
    expect(one(resources, "aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.equal({
      rule: "hyperion-prod-hygiene",
      arn: "arn:cluster",
      roleArn: "arn:schedule-role",
      ecsTarget: {
        taskDefinitionArn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${task.id}:1`,
        launchType: "FARGATE",
        taskCount: 1,
        propagateTags: "TASK_DEFINITION",
        networkConfiguration: {
          subnets: ["subnet-a", "subnet-b"],
          securityGroups: ["sg-runner"],
          assignPublicIp: false,
        },
      },
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
    });
  });

  it("keeps its log, encrypted", () => {
    expect(one(resources, "aws:cloudwatch/logGroup:LogGroup").inputs).to.deep.include({
      name: "/hyperion/prod/hygiene",
      retentionInDays: 30,
      kmsKeyId: "arn:key",
    });
  });
});
