import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { CreatePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { EnclaveEnvironment } from "../../contracts/enclave-environment";
import type { Operation } from "../../contracts/operation";
import { RUNNER_CONTAINER, RUNNER_ENVIRONMENT, RUNNER_MAX_ATTEMPTS } from "../../contracts/pipeline";
import { newRequest, requestItem } from "../../contracts/request-row";
import { runtimeNames } from "../../contracts/runtime-names";
import { TaskHost } from "../../local/task-host";
import { startTestEmulator, type TestEmulator } from "./emulator";
import { type FaultProxy, startFaultProxy } from "./fault-proxy";
import { SPEC } from "./request-fixture";

const REGION = "eu-west-1";
const ACCOUNT = "000000000000";
const TABLE = "requests";
const BUCKET = "runner-scenario-state";

/** The longest that a run may take here: one that looks for capacity runs the engine several times. */
const RUN_SECONDS = 400;

/** Everything around the runner but its pipeline: an emulator with a base, and a state machine of one state. */
export interface RunnerScenario {
  readonly taskHost: TaskHost;
  readonly clients: Pick<AwsClients, "autoscaling" | "ec2" | "ecs" | "s3">;
  readonly bucket: string;
  readonly environment: EnclaveEnvironment;
  /** What the runner and its engine call AWS through. */
  readonly faults: FaultProxy;
  /** Writes the row of a request whose lease has `fence`. */
  lease(id: string, fence: number, generation?: number): Promise<void>;
  /** Starts the runner's task as the pipeline does, and gives the execution's ARN. */
  start(id: string, operation: Operation, fence: number, generation?: number): Promise<string>;
  /** Waits until the execution is over. */
  ended(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  /** What the tasks have written so far. */
  logs(): string;
  stop(): Promise<void>;
}

/** @param permissions statements of the runner's role */
export async function startRunnerScenario(permissions: readonly unknown[]): Promise<RunnerScenario> {
  const emulator = await startTestEmulator();
  const aws = awsClients(emulator);
  const environment = await baseOf(aws);
  const roleArn = await runnerRole(aws.iam, permissions);
  const faults = await startFaultProxy(emulator.endpoint);
  const stateMachineArn = await stateMachine(aws, environment, roleArn, faults.endpoint);
  const logs = mkdtempSync(join(tmpdir(), "fleet-runner-logs-"));
  const taskHost = new TaskHost({
    endpoint: emulator.endpoint,
    region: REGION,
    root: resolve("."),
    logs,
    path: `${resolve(".fleet/bin")}:${process.env.PATH}`,
    log: (message) => appendFileSync(join(logs, "host.log"), `${message}\n`),
  });
  taskHost.start();
  return {
    taskHost,
    clients: aws,
    bucket: BUCKET,
    environment,
    faults,
    logs: () => contentOf(logs),
    lease: async (id, fence, generation = 1) => {
      const row = newRequest({ id, owner: "team", spec: SPEC }, new Date());
      const holder = `arn:aws:states:${REGION}:${ACCOUNT}:execution:deploy:${id}`;
      const item = requestItem({ ...row, generation, status: "DEPLOYING", fence, lease: { holder, fence } });
      await aws.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item }));
    },
    start: async (id, operation, fence, generation = 1) => {
      const input = JSON.stringify({ id, operation, fence: String(fence), generation: String(generation) });
      const { executionArn } = await aws.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
      return executionArn ?? "";
    },
    ended: (executionArn) =>
      executionEnded(aws.sfn, executionArn).catch((error: Error) => {
        throw new Error(`${error.message}\n${contentOf(logs)}`);
      }),
    stop: async () => {
      await taskHost.stop();
      await faults.close();
      await emulator.stop();
      rmSync(logs, { recursive: true, force: true });
    },
  };
}

/** Waits until `probe` gives something, or fails after `seconds`. */
export async function until<Found>(
  what: string,
  probe: () => Promise<Found | undefined>,
  seconds = 60,
): Promise<Found> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }
    await sleep(100);
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}

function contentOf(folder: string): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
}

function executionEnded(sfn: SFNClient, executionArn: string): Promise<DescribeExecutionCommandOutput> {
  const ended = async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === "RUNNING" ? undefined : execution;
  };
  return until(`the end of ${executionArn}`, ended, RUN_SECONDS);
}

function awsClients({ endpoint }: TestEmulator) {
  const client = { endpoint, region: REGION, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  return {
    autoscaling: new AutoScalingClient(client),
    dynamodb: new DynamoDBClient(client),
    ec2: new EC2Client(client),
    ecs: new ECSClient(client),
    iam: new IAMClient(client),
    kms: new KMSClient(client),
    route53: new Route53Client(client),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    sfn: new SFNClient(client),
  };
}

type AwsClients = ReturnType<typeof awsClients>;

async function baseOf({ dynamodb, ec2, iam, kms, route53, s3 }: AwsClients): Promise<EnclaveEnvironment> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: "alias/scenario", TargetKeyId: key?.KeyId }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const VpcId = vpc?.VpcId;
  const subnetIn = async (AvailabilityZone: string, CidrBlock: string) => {
    const { Subnet: made } = await ec2.send(new CreateSubnetCommand({ VpcId, AvailabilityZone, CidrBlock }));
    return made?.SubnetId ?? "";
  };
  const { GroupId: hostSecurityGroupId = "" } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: "hosts", Description: "hosts", VpcId }),
  );
  const { HostedZone: zone } = await route53.send(
    new CreateHostedZoneCommand({ Name: "dev.example.internal", CallerReference: "scenario" }),
  );
  const policy = async (PolicyName: string) => {
    const Statement = { Effect: "Allow", Action: "ec2:AttachNetworkInterface", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const { Policy: made } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    return made?.Arn ?? "";
  };
  return {
    environment: "dev",
    region: REGION,
    costCenter: "test",
    tags: {},
    vpcId: VpcId ?? "",
    hostSubnetIds: [
      await subnetIn(`${REGION}a`, "10.0.8.0/22"),
      await subnetIn(`${REGION}b`, "10.0.12.0/22"),
    ],
    hostSecurityGroupId,
    zoneId: zone?.Id?.split("/").at(-1) ?? "",
    zoneName: "dev.example.internal",
    dataKeyArn: key?.Arn ?? "",
    boundaryArn: await policy("boundary"),
    hostPolicyArn: await policy("host"),
    enclaveRolePath: "/hyperion/dev/enclave/",
    maxHostVcpus: 8,
    alternativeHostFamilies: ["m6i"],
  };
}

async function runnerRole(iam: IAMClient, statements: readonly unknown[]): Promise<string> {
  const { Role: role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "runner",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": ACCOUNT },
            ArnLike: { "aws:SourceArn": `arn:aws:ecs:${REGION}:${ACCOUNT}:*` },
          },
        },
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "runner",
      PolicyName: "permissions",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
    }),
  );
  return role?.Arn ?? "";
}

async function stateMachine(
  { ecs, sfn }: AwsClients,
  enclaveEnvironment: EnclaveEnvironment,
  roleArn: string,
  endpoint: string,
): Promise<string> {
  const { cluster, runnerTaskFamily } = runtimeNames("dev");
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const variables = {
    environment: "dev",
    requestTable: TABLE,
    backendUrl: `s3://${BUCKET}?region=${REGION}`,
    secretsProvider: `awskms://alias/scenario?region=${REGION}`,
    enclaveConfig: JSON.stringify(enclaveEnvironment),
    heartbeatSeconds: "30",
  };
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: runnerTaskFamily,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "1024",
      memory: "2048",
      taskRoleArn: roleArn,
      containerDefinitions: [
        {
          name: RUNNER_CONTAINER,
          image: "runner",
          stopTimeout: 30,
          environment: [
            ...Object.entries(variables).map(([field, value]) => ({
              name: RUNNER_ENVIRONMENT[field as keyof typeof variables],
              value,
            })),
            { name: "AWS_ENDPOINT_URL", value: endpoint },
            { name: "AWS_MAX_ATTEMPTS", value: RUNNER_MAX_ATTEMPTS },
          ],
        },
      ],
    }),
  );
  const variable = (field: keyof typeof RUNNER_ENVIRONMENT, path: string) => ({
    Name: RUNNER_ENVIRONMENT[field],
    "Value.$": path,
  });
  const definition = {
    StartAt: "Run",
    States: {
      Run: {
        Type: "Task",
        Resource: "arn:aws:states:::ecs:runTask.waitForTaskToken",
        TimeoutSeconds: RUN_SECONDS,
        Parameters: {
          Cluster: cluster,
          TaskDefinition: taskDefinition?.taskDefinitionArn,
          LaunchType: "FARGATE",
          Overrides: {
            ContainerOverrides: [
              {
                Name: RUNNER_CONTAINER,
                Environment: [
                  variable("taskToken", "$$.Task.Token"),
                  variable("id", "$.id"),
                  variable("operation", "$.operation"),
                  variable("fence", "$.fence"),
                  variable("generation", "$.generation"),
                  variable("correlationId", "$$.Execution.Name"),
                ],
              },
            ],
          },
        },
        End: true,
      },
    },
  };
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: "run",
      roleArn,
      definition: JSON.stringify(definition),
    }),
  );
  return stateMachineArn ?? "";
}
