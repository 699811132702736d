import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  type ExecutionListItem,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import type { EnclaveOutputs, EnclaveRequest } from "../../contracts/enclave-request";
import { FleetError } from "../../contracts/errors";
import { failureOf } from "../../contracts/failure";
import { FAILURE_METRIC, METRIC_NAMESPACE } from "../../contracts/metrics";
import { newRequest, nextGeneration, requestItem } from "../../contracts/request-row";
import { runtimeNames } from "../../contracts/runtime-names";
import { type ChatServer, startChatServer } from "../support/chat-server";
import { type DeployedPipeline, deployPipeline } from "../support/deployed-pipeline";
import { deployedRole } from "../support/deployed-role";
import { eventually } from "../support/eventually";
import { FakeRunner, type RunnerAnswer, type RunnerTask } from "../support/fake-runner";
import { REGISTRY, SPEC } from "../support/request-fixture";
import { callsOfStateMachine, neighbours } from "../support/state-machine-calls";

const OUTPUTS: EnclaveOutputs = {
  stackName: "signer",
  dnsName: "signer.dev.hyperion.internal",
  privateIp: "10.0.0.4",
  instanceType: "c6i.xlarge",
  autoScalingGroupName: "signer",
  launchTemplateId: "lt-1",
  networkInterfaceId: "eni-1",
  subnetId: "subnet-1",
  roleArn: "arn:aws:iam::000000000000:role/hyperion/dev/enclave/signer",
};

describe("the pipeline", function () {
  this.timeout(900_000);
  let pipeline: DeployedPipeline;
  let runner: FakeRunner;
  let dynamodb: DynamoDBClient;
  let sfn: SFNClient;
  let sqs: SQSClient;
  let sns: SNSClient;
  let lambda: LambdaClient;
  let events: EventBridgeClient;
  let ssm: SSMClient;
  let logs: CloudWatchLogsClient;
  let cloudwatch: CloudWatchClient;
  let chat: ChatServer;
  /** What the runner does, by request id; without an entry it does as it is told. */
  const behaviours = new Map<string, (task: RunnerTask) => RunnerAnswer | Promise<RunnerAnswer>>();

  before(async () => {
    pipeline = await deployPipeline("dev", {
      "runtime:runnerImageDigest": `sha256:${"b".repeat(64)}`,
      "runtime:imageRegistries": [REGISTRY],
      "runtime:chatNotifications": true,
      "runtime:notificationEmails": ["ops@example.com"],
    });
    const { client } = pipeline;
    dynamodb = new DynamoDBClient(client);
    sfn = new SFNClient(client);
    sqs = new SQSClient(client);
    sns = new SNSClient(client);
    lambda = new LambdaClient(client);
    events = new EventBridgeClient(client);
    ssm = new SSMClient(client);
    logs = new CloudWatchLogsClient(client);
    cloudwatch = new CloudWatchClient(client);
    chat = await startChatServer();
    runner = new FakeRunner(pipeline.client, pipeline.runtime.clusterArn, (task) => {
      const behaviour = behaviours.get(task.variables.id ?? "");
      return behaviour ? behaviour(task) : success(task);
    });
  });

  after(async () => {
    await runner?.stop();
    for (const client of [dynamodb, sfn, sqs, sns, lambda, events, ssm, logs, cloudwatch]) {
      client?.destroy();
    }
    await pipeline?.close();
    await chat?.close();
  });

  function success({ variables }: RunnerTask): RunnerAnswer {
    return {
      result:
        variables.operation === "deploy" ? { outputs: OUTPUTS, changes: { create: 9 } } : { changes: {} },
    };
  }

  async function put(id: string, change: Readonly<Record<string, unknown>> = {}): Promise<EnclaveRequest> {
    const request = { ...newRequest({ id, owner: "payments", spec: SPEC }, new Date()), ...change };
    await dynamodb.send(
      new PutItemCommand({ TableName: pipeline.base.requestTableName, Item: requestItem(request) }),
    );
    return request;
  }

  async function ask(request: EnclaveRequest, desiredState: "DEPLOYED" | "DESTROYED"): Promise<void> {
    const next = nextGeneration(request, { desiredState }, new Date());
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: pipeline.base.requestTableName,
        Key: { id: { S: request.id } },
        UpdateExpression: "SET generation = :next, desiredState = :state",
        ConditionExpression: "generation = :read",
        ExpressionAttributeValues: {
          ":next": { N: String(next.generation) },
          ":state": { S: next.desiredState },
          ":read": { N: String(request.generation) },
        },
      }),
    );
  }

  async function row(id: string): Promise<EnclaveRequest> {
    const { Item: item = {} } = await dynamodb.send(
      new GetItemCommand({
        TableName: pipeline.base.requestTableName,
        Key: { id: { S: id } },
        ConsistentRead: true,
      }),
    );
    return unmarshall(item) as EnclaveRequest;
  }

  async function reaches(
    id: string,
    status: EnclaveRequest["status"],
    generation = 1,
  ): Promise<EnclaveRequest> {
    const until = Date.now() + 90_000;
    let seen = await row(id);
    while (!(seen.status === status && seen.statusGeneration === generation && !seen.lease)) {
      if (Date.now() > until) {
        throw new Error(`${id} did not reach ${status} of generation ${generation}: ${JSON.stringify(seen)}`);
      }
      await sleep(100);
      seen = await row(id);
    }
    return seen;
  }

  async function executions(id: string): Promise<readonly ExecutionListItem[]> {
    const lists = await Promise.all(
      [pipeline.runtime.deployStateMachineArn, pipeline.runtime.cleanupStateMachineArn].map(
        (stateMachineArn) => sfn.send(new ListExecutionsCommand({ stateMachineArn })),
      ),
    );
    return lists.flatMap((list) => list.executions ?? []).filter(({ name }) => name?.startsWith(`${id}-g`));
  }

  async function executionsEnd(id: string): Promise<Readonly<Record<string, string>>> {
    let found = await executions(id);
    while (found.some(({ status }) => status === "RUNNING")) {
      await sleep(100);
      found = await executions(id);
    }
    return Object.fromEntries(found.map(({ name = "", status = "" }) => [name, status]));
  }

  /** A queue into which a service may send. */
  async function queueFor(service: "sns" | "events"): Promise<{ queueArn: string; queueUrl: string }> {
    const queueArn = `arn:aws:sqs:eu-west-1:000000000000:told-by-${service}`;
    const { QueueUrl: queueUrl = "" } = await sqs.send(
      new CreateQueueCommand({
        QueueName: `told-by-${service}`,
        Attributes: {
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: `${service}.amazonaws.com` },
                Action: "sqs:SendMessage",
                Resource: queueArn,
              },
            ],
          }),
        },
      }),
    );
    return { queueArn, queueUrl };
  }

  /** The one message that comes into a queue. */
  async function messageOf(queueUrl: string) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 10 }),
    );
    expect(messages).to.have.length(1);
    return JSON.parse(messages[0]?.Body ?? "{}");
  }

  /** The chat's function trusts this test's chat; how soon it tries again is AWS's to wait for, not ours. */
  async function connectChat(): Promise<void> {
    const { notifyWebhookFunction, noticeQueue, webhookParameter } = runtimeNames("dev");
    const { Environment: environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: notifyWebhookFunction }),
    );
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: notifyWebhookFunction,
        Environment: {
          Variables: { ...environment?.Variables, NODE_EXTRA_CA_CERTS: chat.certificateFile },
        },
      }),
    );
    await ssm.send(
      new PutParameterCommand({ Name: webhookParameter, Type: "SecureString", Value: chat.url }),
    );
    const { QueueUrl: queueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: noticeQueue }));
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: "1" } }),
    );
  }

  /** Whether the queue of notices is emptied. */
  async function collect(Enabled: boolean): Promise<void> {
    const { EventSourceMappings: [mapping] = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: runtimeNames("dev").notifyWebhookFunction }),
    );
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled }));
  }

  it("takes a request from PENDING to DEPLOYED with its outputs, and to DESTROYED", async () => {
    const request = await put("signer");
    const deployed = await reaches("signer", "DEPLOYED");
    expect(deployed.outputs).to.deep.equal(OUTPUTS);
    expect(deployed.fence).to.equal(1);
    const task = runner.tasks.find(({ variables }) => variables.id === "signer");
    expect(task?.startedBy).to.equal("signer-g1-deploy");
    expect(task?.variables).to.deep.include({
      id: "signer",
      generation: "1",
      operation: "deploy",
      fence: "1",
      correlationId: "signer-g1-deploy",
    });

    await ask(request, "DESTROYED");
    const destroyed = await reaches("signer", "DESTROYED", 2);
    expect(destroyed).to.not.have.any.keys("outputs", "lease", "reason");
    expect(destroyed.fence).to.equal(2);
    expect(await executionsEnd("signer")).to.deep.equal({
      "signer-g1-deploy": "SUCCEEDED",
      "signer-g2-destroy": "SUCCEEDED",
    });
  });

  it("rejects a request with every fault of it, before anything is created", async () => {
    await put("faulty", { spec: { ...SPEC, image: "nginx:latest", vcpus: 3 }, owner: 5 });
    const rejected = await reaches("faulty", "REJECTED");
    expect(rejected.reason).to.deep.equal({
      error: "RequestRejected",
      message: "the request has 4 faults: correct it and ask again",
      details: [
        "owner is 5; use 1 to 63 of a-z, A-Z, 0-9 and . _ @ -, starting with a letter or digit",
        'spec.image is "nginx:latest"; use an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>, at most 400 characters',
        "spec.vcpus is 3; use an even whole number from 2 to 64",
        `spec.image is from registry ""; use one of ${REGISTRY}`,
      ],
    });
    expect(runner.tasks.some(({ variables }) => variables.id === "faulty")).to.equal(false);
    expect(await executionsEnd("faulty")).to.deep.equal({ "faulty-g1-deploy": "SUCCEEDED" });
  });

  it("rejects a row whose id cannot be a name, on the row", async () => {
    const id = `../${"x".repeat(300)}`;
    await put(id);
    expect((await reaches(id, "REJECTED")).reason?.details).to.have.length(1);
  });

  it("rejects a row without the pipeline's own fields, of wrong types", async () => {
    await dynamodb.send(
      new PutItemCommand({
        TableName: pipeline.base.requestTableName,
        Item: { id: { S: "by-hand" }, generation: { S: "one" }, status: { N: "1" }, spec: { S: "$(id)" } },
      }),
    );
    const { reason } = await reaches("by-hand", "REJECTED");
    expect(reason?.details).to.include.members([
      'spec is "$(id)"; use an object with image, vcpus, memoryMib, ports and lifetimeHours',
      'generation is "one"; use a whole number from 1, one more with each change of desiredState or spec',
    ]);
  });

  it("stores why a deployment failed, and tells people", async () => {
    const { queueArn, queueUrl } = await queueFor("sns");
    const { topicArn } = pipeline.runtime;
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn }));
    const error = failureOf(new FleetError("DeploymentFailed", "the engine failed", ["no such AMI"]));
    behaviours.set("failing", () => ({ error: error.Error, cause: error.Cause }));
    await put("failing");
    const { reason } = await reaches("failing", "FAILED");
    expect(reason).to.deep.equal({
      error: "DeploymentFailed",
      message: "the engine failed",
      details: ["no such AMI"],
    });
    expect(await executionsEnd("failing")).to.deep.equal({ "failing-g1-deploy": "FAILED" });
    const told = JSON.parse((await messageOf(queueUrl)).Message);
    expect(told).to.deep.include({ id: "failing", status: "FAILED", error: "DeploymentFailed" });
  });

  it("tells programs by an event", async () => {
    const { queueArn, queueUrl } = await queueFor("events");
    const pattern = { source: ["hyperion-fleet"], "detail-type": ["Enclave Request Rejected"] };
    await events.send(new PutRuleCommand({ Name: "told", EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: "told", Targets: [{ Id: "queue", Arn: queueArn }] }));
    await put("refused", { spec: { ...SPEC, vcpus: 3 } });
    await reaches("refused", "REJECTED");
    const { detail, resources } = await messageOf(queueUrl);
    expect(detail).to.deep.include({
      environment: "dev",
      id: "refused",
      status: "REJECTED",
      error: "RequestRejected",
      correlationId: "refused-g1-deploy",
    });
    expect(resources).to.deep.equal([detail.execution]);
  });

  it("tells a chat of a storm as one, and once more when the chat was out of order", async () => {
    await connectChat();
    const ids = ["gust-one", "gust-two", "gust-three"];
    await collect(false);
    for (const id of ids) {
      behaviours.set(id, () => ({ error: "DeploymentFailed", cause: '{"message":"no <capacity>"}' }));
      await put(id);
    }
    for (const id of ids) {
      await reaches(id, "FAILED");
      await executionsEnd(id);
    }
    chat.told.length = 0;
    chat.answers.push(500);
    await collect(true);
    await eventually("the chat is told twice", () => chat.told.length >= 2);
    const [first, second] = chat.told as [{ text: string }, { text: string }];
    expect(second).to.deep.equal(first);
    const storm = first.text
      .split("\n\n")
      .find((paragraph) => paragraph.includes("gust-one"))
      ?.split("\n");
    expect(storm?.[0]).to.match(/^dev: [3-9] requests FAILED: DeploymentFailed$/);
    expect(storm).to.include("• gust-two (generation 1): no &lt;capacity&gt;");
    expect(storm?.at(-1)).to.equal("docs/runbook.md#deploymentfailed");
  });

  it("runs a task once more that stopped without an answer", async () => {
    let runs = 0;
    behaviours.set("dying", async (task) => {
      runs += 1;
      if (runs > 1) {
        return success(task);
      }
      await lambda.send(
        new InvokeCommand({
          FunctionName: "hyperion-dev-task-stopped",
          Payload: JSON.stringify({
            "detail-type": "ECS Task State Change",
            detail: {
              taskArn: task.taskArn,
              lastStatus: "STOPPED",
              stoppedReason: "OutOfMemoryError: Container killed due to memory usage",
              containers: [{ name: "runner", exitCode: 137 }],
              overrides: task.raw.overrides,
            },
          }),
        }),
      );
      return "no answer";
    });
    await put("dying");
    expect((await reaches("dying", "DEPLOYED")).fence).to.equal(1);
    expect(runs).to.equal(2);
  });

  it("lets a delete during a deployment wait for it, and then destroys", async () => {
    const order: string[] = [];
    let deletion: Promise<void> | undefined;
    behaviours.set("hasty", async (task) => {
      order.push(`${task.variables.operation} with fence ${task.variables.fence}`);
      deletion ??= ask(request, "DESTROYED");
      await deletion;
      // time for the cleanup to ask for the lease, and to be refused
      await sleep(3000);
      order.push(`${task.variables.operation} ends`);
      return success(task);
    });
    const request = await put("hasty");
    await reaches("hasty", "DESTROYED", 2);
    expect(order).to.deep.equal([
      "deploy with fence 1",
      "deploy ends",
      "destroy with fence 2",
      "destroy ends",
    ]);
    expect(await executionsEnd("hasty")).to.deep.equal({
      "hasty-g1-deploy": "SUCCEEDED",
      "hasty-g2-destroy": "SUCCEEDED",
    });
  });

  it("never deploys what was deleted before its execution began", async () => {
    await put("early", { generation: 2, desiredState: "DESTROYED", statusGeneration: 1 });
    await lambda.send(
      new InvokeCommand({ FunctionName: "hyperion-dev-trigger", Payload: record("early", 1, "DEPLOYED") }),
    );
    await reaches("early", "DESTROYED", 2);
    expect(await executionsEnd("early")).to.deep.equal({
      "early-g1-deploy": "SUCCEEDED",
      "early-g2-destroy": "SUCCEEDED",
    });
    const operations = runner.tasks
      .filter(({ variables }) => variables.id === "early")
      .map(({ variables }) => variables.operation);
    expect(operations).to.deep.equal(["destroy"]);
  });

  it("starts one execution for a record that comes twice", async () => {
    await put("twice");
    await reaches("twice", "DEPLOYED");
    const { Payload: answer } = await lambda.send(
      new InvokeCommand({ FunctionName: "hyperion-dev-trigger", Payload: record("twice", 1, "DEPLOYED") }),
    );
    expect(JSON.parse(Buffer.from(answer ?? []).toString())).to.deep.equal({ batchItemFailures: [] });
    expect(await executionsEnd("twice")).to.deep.equal({ "twice-g1-deploy": "SUCCEEDED" });
  });

  it("names the execution in the log of every function on its way", async () => {
    await put("traced");
    await reaches("traced", "DEPLOYED");
    for (const service of ["trigger", "validate", "record"]) {
      const logGroupName = `/aws/lambda/hyperion-dev-${service}`;
      await eventually(`a line of ${service}`, async () => {
        const { events: lines = [] } = await logs.send(
          new FilterLogEventsCommand({ logGroupName, filterPattern: '"traced-g1-deploy"' }),
        );
        return lines.some(({ message = "" }) => message.includes('"correlationId":"traced-g1-deploy"'));
      });
    }
  });

  it("writes every metric of its own that dashboard and alarms look at, and names only what is there", async () => {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: pipeline.runtime.deployStateMachineArn,
        name: "taken-g1-deploy",
        input: "{}",
      }),
    );
    const poison = { eventName: "INSERT", dynamodb: { SequenceNumber: "2" } };
    const unknown = { eventName: "TRUNCATE", dynamodb: { SequenceNumber: "3" } };
    const { Records: records } = JSON.parse(record("taken", 1, "DEPLOYED"));
    await lambda.send(
      new InvokeCommand({
        FunctionName: "hyperion-dev-trigger",
        Payload: JSON.stringify({ Records: [...records, poison, unknown] }),
      }),
    );
    const watched = await watchedMetrics();
    const own = watched.filter(([namespace]) => namespace === METRIC_NAMESPACE).map(String);
    expect(new Set(own).size).to.be.at.least(6);
    let written: string[] = [];
    await eventually("all metrics are written", async () => {
      written = (await writtenMetrics()).map(String);
      return own.every((metric) => written.includes(metric));
    }).catch(() => undefined);
    expect(written).to.include.members(own);

    const there: Readonly<Record<string, readonly string[]>> = {
      FunctionName: await functionNames(),
      StateMachineArn: [pipeline.runtime.deployStateMachineArn, pipeline.runtime.cleanupStateMachineArn],
      QueueName: ["hyperion-dev-dead-letters"],
      ClusterName: [pipeline.runtime.clusterArn.split("/").at(-1) ?? ""],
    };
    for (const [namespace, metric, ...dimensions] of watched) {
      for (const dimension of dimensions) {
        const [name = "", value = ""] = dimension.split("=");
        expect(there[name] ?? [value], `${namespace} ${metric}`).to.include(value);
      }
    }
  });

  /** Namespace, name and dimensions of what the deployed dashboard and alarms look at. */
  async function watchedMetrics(): Promise<readonly string[][]> {
    const { DashboardBody: body = "" } = await cloudwatch.send(
      new GetDashboardCommand({ DashboardName: pipeline.runtime.dashboardName }),
    );
    const shown = (JSON.parse(body).widgets as { properties: { metrics: unknown[][] } }[])
      .flatMap(({ properties }) => properties.metrics)
      .map(([namespace, name, ...pairs]) =>
        // What is searched for: the failures by cause.
        typeof namespace === "string"
          ? [namespace, String(name), ...pairedDimensions(pairs.map(String))]
          : [METRIC_NAMESPACE, FAILURE_METRIC, "service=handle-error", "error=DeploymentFailed"],
      );
    const { MetricAlarms: alarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: "hyperion-dev-pipeline-", AlarmTypes: ["MetricAlarm"] }),
    );
    const alarmed = alarms
      .filter(({ Namespace }) => Namespace)
      .map(({ Namespace = "", MetricName = "", Dimensions = [] }) => [
        Namespace,
        MetricName,
        ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`),
      ]);
    return [...shown, ...alarmed];
  }

  function pairedDimensions(pairs: readonly string[]): string[] {
    return pairs.flatMap((name, index) => (index % 2 === 0 ? [`${name}=${pairs[index + 1]}`] : []));
  }

  /** What the functions have told CloudWatch by their logs (embedded metric format). */
  async function writtenMetrics(): Promise<readonly string[][]> {
    const found: string[][] = [];
    for (const service of ["trigger", "handle-error"]) {
      const { events: lines = [] } = await logs.send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/hyperion-dev-${service}`,
          filterPattern: '"_aws"',
        }),
      );
      for (const { message = "" } of lines) {
        const { _aws: embedded, ...values } = JSON.parse(message.slice(message.indexOf("{")));
        for (const { Namespace, Metrics, Dimensions } of embedded.CloudWatchMetrics) {
          const dimensions = Dimensions[0].map((name: string) => `${name}=${values[name]}`);
          found.push(...Metrics.map(({ Name }: { Name: string }) => [Namespace, Name, ...dimensions]));
        }
      }
    }
    return found;
  }

  async function functionNames(): Promise<string[]> {
    const { Functions: functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    return functions.map(({ FunctionName }) => FunctionName ?? "");
  }

  it("has state machines whose role allows what their definitions call, and nothing beside it", async () => {
    const role = await deployedRole(pipeline.client, pipeline.base.stateMachineRoleArn);
    const calls = (
      await Promise.all(
        [pipeline.runtime.deployStateMachineArn, pipeline.runtime.cleanupStateMachineArn].map((arn) =>
          callsOfStateMachine(pipeline.client, arn),
        ),
      )
    ).flat();
    for (const call of calls) {
      expect(await role.decide(call), JSON.stringify(call)).to.equal("allowed");
      for (const neighbour of neighbours(call)) {
        expect(await role.decide(neighbour), JSON.stringify(neighbour)).to.equal("implicitDeny");
      }
    }
    expect(role.actions).to.have.members([...new Set(calls.map(({ action }) => action))]);
  });

  function record(id: string, generation: number, desiredState: string): string {
    return JSON.stringify({
      Records: [
        {
          eventName: "INSERT",
          dynamodb: {
            SequenceNumber: "1",
            NewImage: {
              id: { S: id },
              generation: { N: String(generation) },
              desiredState: { S: desiredState },
            },
          },
        },
      ],
    });
  }
});
