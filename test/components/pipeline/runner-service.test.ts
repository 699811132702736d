import { expect } from "chai";
import { RunnerService, type RunnerServiceArgs } from "../../../components/pipeline/runner-service";
import { RUNNER_ENVIRONMENT } from "../../../contracts/pipeline";
import { one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";
import { ENCLAVE_ENVIRONMENT } from "../../support/runner-environment";

const ARGS: RunnerServiceArgs = {
  clusterName: "hyperion-dev-runner",
  taskFamily: "hyperion-dev-runner",
  logGroupName: "/hyperion/dev/runner",
  environment: "dev",
  region: "eu-west-1",
  image: `registry/runner@sha256:${"a".repeat(64)}`,
  executionRoleArn: "arn:execution-role",
  taskRoleArn: "arn:task-role",
  cpu: 1024,
  memoryMib: 2048,
  logRetentionDays: 30,
  keyArn: "arn:key",
  variables: {
    requestTableName: "hyperion-dev-requests",
    backendUrl: "s3://state?region=eu-west-1",
    secretsProvider: "awskms://alias/state?region=eu-west-1",
    enclaveEnvironment: ENCLAVE_ENVIRONMENT,
    heartbeatSeconds: 120,
  },
};

describe("RunnerService", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(() => new RunnerService("runner", ARGS)));
  });

  const task = () => one(resources, "aws:ecs/taskDefinition:TaskDefinition", "runner-task").inputs;
  const container = () => JSON.parse(task().containerDefinitions)[0];

  it("has a cluster with Container Insights", () => {
    expect(one(resources, "aws:ecs/cluster:Cluster").inputs).to.deep.equal({
      name: "hyperion-dev-runner",
      settings: [{ name: "containerInsights", value: "enabled" }],
      tags: { Name: "hyperion-dev-runner" },
    });
  });

  it("is a Fargate task with the two roles and one volume", () => {
    const { containerDefinitions: _definitions, ...inputs } = task();
    expect(inputs).to.deep.equal({
      family: "hyperion-dev-runner",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "1024",
      memory: "2048",
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      executionRoleArn: "arn:execution-role",
      taskRoleArn: "arn:task-role",
      volumes: [{ name: "scratch" }],
      tags: { Name: "hyperion-dev-runner" },
    });
  });

  it("runs one container by digest, not as root, that can write nowhere but in /tmp", () => {
    expect(JSON.parse(task().containerDefinitions)).to.have.length(1);
    const { environment: _environment, ...rest } = container();
    expect(rest).to.deep.equal({
      name: "runner",
      image: `registry/runner@sha256:${"a".repeat(64)}`,
      essential: true,
      user: "1000:1000",
      readonlyRootFilesystem: true,
      privileged: false,
      stopTimeout: 120,
      healthCheck: {
        command: ["CMD", "node", "runner/health-check.cjs"],
        interval: 60,
        timeout: 10,
        startPeriod: 60,
        retries: 3,
      },
      linuxParameters: { initProcessEnabled: true },
      mountPoints: [{ sourceVolume: "scratch", containerPath: "/tmp", readOnly: false }],
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "/hyperion/dev/runner",
          "awslogs-region": "eu-west-1",
          "awslogs-stream-prefix": "runner",
        },
      },
    });
  });

  it("tells the container what is the same for every request, in the order of names", () => {
    const { environment } = container();
    expect(environment).to.deep.equal([
      { name: "AWS_MAX_ATTEMPTS", value: "25" },
      { name: "AWS_REGION", value: "eu-west-1" },
      { name: RUNNER_ENVIRONMENT.enclaveConfig, value: JSON.stringify(ENCLAVE_ENVIRONMENT) },
      { name: RUNNER_ENVIRONMENT.environment, value: "dev" },
      { name: RUNNER_ENVIRONMENT.heartbeatSeconds, value: "120" },
      { name: RUNNER_ENVIRONMENT.requestTable, value: "hyperion-dev-requests" },
      { name: RUNNER_ENVIRONMENT.secretsProvider, value: "awskms://alias/state?region=eu-west-1" },
      { name: RUNNER_ENVIRONMENT.backendUrl, value: "s3://state?region=eu-west-1" },
    ]);
  });
});
