import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ECSClient, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-ecs";
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
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { State } from "../../components/pipeline/definition";
import { START_AGAIN } from "../../components/pipeline/run-state";
import { CANARY_ID } from "../../contracts/canary";
import type { EnclaveOutputs, EnclaveRequest } from "../../contracts/enclave-request";
import { FleetError } from "../../contracts/errors";
import { failureOf } from "../../contracts/failure";
import { FAILURE_METRIC, METRIC_NAMESPACE } from "../../contracts/metrics";
import { pipelineInput } from "../../contracts/pipeline";
import { runtimeNames } from "../../contracts/runtime-names";
import { changeRunState } from "../support/changed-run-state";
import { type ChatServer, startChatServer } from "../support/chat-server";
import { type DeployedPipeline, deployPipeline } from "../support/deployed-pipeline";
import { deployedRole } from "../support/deployed-role";
import { eventually } from "../support/eventually";
import { FakeRunner, type RunnerAnswer, type RunnerTask } from "../support/fake-runner";
import { type FaultProxy, startFaultProxy, throttling } from "../support/fault-proxy";
import { sendCallsTo } from "../support/function-endpoint";
import { PipelineRequests } from "../support/pipeline-requests";
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

/** What a state machine evaluates where it stands in a definition. */
const INTRINSIC = "States.Format('{}', $$.Execution.Id)";

/** Calls of the functions, as the clients name them. */
const START_EXECUTION = "AWSStepFunctions.StartExecution";
const GET_ITEM = "DynamoDB_20120810.GetItem";
const UPDATE_ITEM = "DynamoDB_20120810.UpdateItem";

describe("the pipeline", function () {
  this.timeout(900_000);
  let pipeline: DeployedPipeline;
  let runner: FakeRunner;
  let requests: PipelineRequests;
  let dynamodb: DynamoDBClient;
  let sfn: SFNClient;
  let sqs: SQSClient;
  let sns: SNSClient;
  let lambda: LambdaClient;
  let ecs: ECSClient;
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
      "runtime:maxConcurrentDeploymentsPerOwner": 2,
      "runtime:canaryMinutes": 1440,
      "runtime:canaryImage": SPEC.image,
      "runtime:reconcilerMinutes": 480,
      // the runner that stands in here sends no heartbeats
      "runtime:runnerHeartbeatSeconds": 900,
    });
    const { client } = pipeline;
    requests = new PipelineRequests(pipeline);
    dynamodb = new DynamoDBClient(client);
    sfn = new SFNClient(client);
    sqs = new SQSClient(client);
    sns = new SNSClient(client);
    lambda = new LambdaClient(client);
    ecs = new ECSClient(client);
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
    for (const client of [requests, dynamodb, sfn, sqs, sns, lambda, ecs, events, ssm, logs, cloudwatch]) {
      client?.destroy();
    }
    await pipeline?.close();
    await chat?.close();
  });

  function tasksOf(id: string): readonly RunnerTask[] {
    return runner.tasks.filter(({ variables }) => variables.id === id);
  }

  function success({ variables }: RunnerTask): RunnerAnswer {
    return {
      result:
        variables.operation === "deploy" ? { outputs: OUTPUTS, changes: { create: 9 } } : { changes: {} },
    };
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
    const request = await requests.put("signer");
    const deployed = await requests.reaches("signer", "DEPLOYED");
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

    await requests.ask(request, "DESTROYED");
    const destroyed = await requests.reaches("signer", "DESTROYED", 2);
    expect(destroyed).to.not.have.any.keys("outputs", "lease", "reason");
    expect(destroyed.fence).to.equal(2);
    expect(await requests.executionsEnd("signer")).to.deep.equal({
      "signer-g1-deploy": "SUCCEEDED",
      "signer-g2-destroy": "SUCCEEDED",
    });
  });

  it("rejects a request with every fault of it, before anything is created", async () => {
    await requests.put("faulty", { spec: { ...SPEC, image: "nginx:latest", vcpus: 3 }, owner: "*" });
    const rejected = await requests.reaches("faulty", "REJECTED");
    expect(rejected.reason).to.deep.equal({
      error: "RequestRejected",
      message: "the request has 4 faults: correct it and ask again",
      details: [
        'owner is "*"; use 1 to 63 of a-z, A-Z, 0-9 and . _ @ -, starting with a letter or digit',
        'spec.image is "nginx:latest"; use an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>, at most 400 characters',
        "spec.vcpus is 3; use an even whole number from 2 to 64",
        `spec.image is from registry ""; use one of ${REGISTRY}`,
      ],
    });
    expect(runner.tasks.some(({ variables }) => variables.id === "faulty")).to.equal(false);
    expect(await requests.executionsEnd("faulty")).to.deep.equal({ "faulty-g1-deploy": "SUCCEEDED" });
  });

  it("rejects a row whose id cannot be a name, on the row", async () => {
    const id = `../${"x".repeat(300)}`;
    await requests.put(id);
    expect((await requests.reaches(id, "REJECTED")).reason?.details).to.have.length(1);
  });

  it("rejects a row without the pipeline's own fields, of wrong types", async () => {
    await dynamodb.send(
      new PutItemCommand({
        TableName: pipeline.base.requestTableName,
        Item: { id: { S: "by-hand" }, generation: { S: "one" }, status: { N: "1" }, spec: { S: "$(id)" } },
      }),
    );
    const { reason } = await requests.reaches("by-hand", "REJECTED");
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
    await requests.put("failing");
    const { reason } = await requests.reaches("failing", "FAILED");
    expect(reason).to.deep.equal({
      error: "DeploymentFailed",
      message: "the engine failed",
      details: ["no such AMI"],
    });
    expect(await requests.executionsEnd("failing")).to.deep.equal({ "failing-g1-deploy": "FAILED" });
    const told = JSON.parse((await messageOf(queueUrl)).Message);
    expect(told).to.deep.include({ id: "failing", status: "FAILED", error: "DeploymentFailed" });
  });

  it("tells programs by an event", async () => {
    const { queueArn, queueUrl } = await queueFor("events");
    const pattern = { source: ["hyperion-fleet"], "detail-type": ["Enclave Request Rejected"] };
    await events.send(new PutRuleCommand({ Name: "told", EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: "told", Targets: [{ Id: "queue", Arn: queueArn }] }));
    await requests.put("refused", { spec: { ...SPEC, vcpus: 3 } });
    await requests.reaches("refused", "REJECTED");
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
      await requests.put(id);
    }
    for (const id of ids) {
      await requests.reaches(id, "FAILED");
      await requests.executionsEnd(id);
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
    await requests.put("dying");
    expect((await requests.reaches("dying", "DEPLOYED")).fence).to.equal(1);
    expect(runs).to.equal(2);
  });

  it("lets a delete during a deployment wait for it, and then destroys", async () => {
    const order: string[] = [];
    let deletion: Promise<EnclaveRequest> | undefined;
    behaviours.set("hasty", async (task) => {
      order.push(`${task.variables.operation} with fence ${task.variables.fence}`);
      deletion ??= requests.ask(request, "DESTROYED");
      await deletion;
      // time for the cleanup to ask for the lease, and to be refused
      await sleep(3000);
      order.push(`${task.variables.operation} ends`);
      return success(task);
    });
    const request = await requests.put("hasty");
    await requests.reaches("hasty", "DESTROYED", 2);
    expect(order).to.deep.equal([
      "deploy with fence 1",
      "deploy ends",
      "destroy with fence 2",
      "destroy ends",
    ]);
    expect(await requests.executionsEnd("hasty")).to.deep.equal({
      "hasty-g1-deploy": "SUCCEEDED",
      "hasty-g2-destroy": "SUCCEEDED",
    });
  });

  it("never deploys what was deleted before its execution began", async () => {
    await requests.put("early", { generation: 2, desiredState: "DESTROYED", statusGeneration: 1 });
    await lambda.send(
      new InvokeCommand({ FunctionName: "hyperion-dev-trigger", Payload: record("early", 1, "DEPLOYED") }),
    );
    await requests.reaches("early", "DESTROYED", 2);
    expect(await requests.executionsEnd("early")).to.deep.equal({
      "early-g1-deploy": "SUCCEEDED",
      "early-g2-destroy": "SUCCEEDED",
    });
    const operations = runner.tasks
      .filter(({ variables }) => variables.id === "early")
      .map(({ variables }) => variables.operation);
    expect(operations).to.deep.equal(["destroy"]);
  });

  it("starts one execution for a record that comes twice", async () => {
    await requests.put("twice");
    await requests.reaches("twice", "DEPLOYED");
    const { Payload: answer } = await lambda.send(
      new InvokeCommand({ FunctionName: "hyperion-dev-trigger", Payload: record("twice", 1, "DEPLOYED") }),
    );
    expect(JSON.parse(Buffer.from(answer ?? []).toString())).to.deep.equal({ batchItemFailures: [] });
    expect(await requests.executionsEnd("twice")).to.deep.equal({ "twice-g1-deploy": "SUCCEEDED" });
  });

  it("lets the last generation win when a request is created, deleted and created quickly", async () => {
    const operations: string[] = [];
    let asked: Promise<EnclaveRequest> | undefined;
    behaviours.set("flicker", async (task) => {
      operations.push(`${task.variables.operation} of generation ${task.variables.generation}`);
      // while the first generation is being deployed, its deletion and its return are asked for
      asked ??= requests.ask(request, "DESTROYED").then((deletion) => requests.ask(deletion, "DEPLOYED"));
      await asked;
      return success(task);
    });
    const request = await requests.put("flicker");
    const last = await requests.reaches("flicker", "DEPLOYED", 3);
    expect(last).to.deep.include({ generation: 3, desiredState: "DEPLOYED", outputs: OUTPUTS });
    expect(await requests.executionsEnd("flicker")).to.deep.equal({
      "flicker-g1-deploy": "SUCCEEDED",
      "flicker-g2-destroy": "SUCCEEDED",
      "flicker-g3-deploy": "SUCCEEDED",
    });
    expect(operations).to.deep.equal(["deploy of generation 1", "deploy of generation 3"]);
    expect(await requests.row("flicker")).to.deep.equal(last);
  });

  it("lets the last generation win when all three are written at once", async () => {
    const request = await requests.put("flash");
    await requests.ask(await requests.ask(request, "DESTROYED"), "DEPLOYED");
    await requests.reaches("flash", "DEPLOYED", 3);
    const ends = await requests.executionsEnd("flash");
    expect(ends).to.have.all.keys("flash-g1-deploy", "flash-g2-destroy", "flash-g3-deploy");
    expect(new Set(Object.values(ends))).to.deep.equal(new Set(["SUCCEEDED"]));
    expect(await requests.row("flash")).to.deep.include({ status: "DEPLOYED", statusGeneration: 3 });
    expect(tasksOf("flash").at(-1)?.variables).to.include({ operation: "deploy", generation: "3" });
  });

  it("changes nothing when an old execution is started once more under another name", async () => {
    const request = await requests.put("replayed");
    await requests.reaches("replayed", "DEPLOYED");
    await requests.ask(request, "DESTROYED");
    await requests.reaches("replayed", "DESTROYED", 2);
    await requests.executionsEnd("replayed");
    const settled = await requests.row("replayed");

    // of a generation that is over, and of one that is settled
    for (const input of [pipelineInput("replayed", 1, "deploy"), pipelineInput("replayed", 2, "destroy")]) {
      await requests.start(`${input.correlationId}-again`, input);
    }
    expect(await requests.executionsEnd("replayed")).to.deep.equal({
      "replayed-g1-deploy": "SUCCEEDED",
      "replayed-g1-deploy-again": "SUCCEEDED",
      "replayed-g2-destroy": "SUCCEEDED",
      "replayed-g2-destroy-again": "SUCCEEDED",
    });
    expect(await requests.row("replayed")).to.deep.equal(settled);
    expect(tasksOf("replayed").map(({ startedBy }) => startedBy)).to.deep.equal([
      "replayed-g1-deploy",
      "replayed-g2-destroy",
    ]);
  });

  it("evaluates nothing of what a requester or the runner writes", async () => {
    const description = `{{ id }} {{7*7}} $.lease.fence $$.Task.Token {% $states.input %} ${INTRINSIC}`;
    const tags = { "States.UUID": "States.Format", "a.b": "States.ALL" };
    const dnsName = `$.id {{ id }} ${INTRINSIC}`;
    behaviours.set("literal", () => ({ result: { outputs: { ...OUTPUTS, dnsName }, changes: {} } }));
    await requests.put("literal", { spec: { ...SPEC, description, tags } });
    const deployed = await requests.reaches("literal", "DEPLOYED");
    expect(deployed.spec).to.deep.include({ description, tags });
    expect(deployed.outputs?.dnsName).to.equal(dnsName);
    // the runner reads the spec from the row: none of it is in what a state machine gives it
    const [task] = tasksOf("literal");
    expect(task?.variables).to.deep.equal({
      ...task?.variables,
      id: "literal",
      generation: "1",
      fence: "1",
      correlationId: "literal-g1-deploy",
    });
    expect(JSON.stringify(task?.raw.overrides)).to.not.match(/\{\{|States\.|\$\./);

    // what comes back as an error runs through the state machine's own data
    await requests.put("literal-fault", { spec: { ...SPEC, tags: { "$.id": INTRINSIC } } });
    expect((await requests.reaches("literal-fault", "REJECTED")).reason?.details).to.deep.equal([
      'spec.tags key "$.id" is not allowed; use 1 to 128 of a-z, A-Z, 0-9, space and _ . : / = + - @',
      `spec.tags["$.id"] is ${JSON.stringify(INTRINSIC)}; use at most 256 letters, digits, spaces and _ . : / = + - @, in Unicode normal form C`,
    ]);
    const error = failureOf(new FleetError("DeploymentFailed", `{{ id }} ${INTRINSIC}`, ["$.lease.fence"]));
    behaviours.set("literal-error", () => ({ error: error.Error, cause: error.Cause }));
    await requests.put("literal-error");
    expect((await requests.reaches("literal-error", "FAILED")).reason).to.deep.equal({
      error: "DeploymentFailed",
      message: `{{ id }} ${INTRINSIC}`,
      details: ["$.lease.fence"],
    });
  });

  /** The same tries, closer together. */
  function sooner(run: State): State {
    return {
      ...run,
      Retry: run.Retry?.map((retrier) => ({ ...retrier, IntervalSeconds: 1, BackoffRate: 1 })),
    };
  }

  /** How often an execution asked for a task in vain. */
  async function refusals(name: string): Promise<number> {
    const events = await requests.history(name, "deploy");
    return events.filter(({ taskFailedEventDetails: failed }) => failed?.resource?.includes("ecs:runTask"))
      .length;
  }

  it("tries to start a task as often as the definition says, then fails with what ECS says", async () => {
    const { deployStateMachineArn: arn, runnerTaskDefinitionArn } = pipeline.runtime;
    const gone = `${runnerTaskDefinitionArn.replace(/:\d+$/, "")}:999`;
    const restore = await changeRunState(pipeline.client, arn, (run) => ({
      ...sooner(run),
      Parameters: { ...run.Parameters, TaskDefinition: gone },
    }));
    await requests.put("unstarted");
    const { reason } = await requests.reaches("unstarted", "FAILED").finally(restore);
    expect(reason).to.deep.equal({
      error: "TaskNotStarted",
      message: "the runner's task could not be started",
      details: [`Unable to find task definition: ${gone}`],
    });
    expect(await requests.executionsEnd("unstarted")).to.deep.equal({ "unstarted-g1-deploy": "FAILED" });
    expect(await refusals("unstarted-g1-deploy")).to.equal(1 + START_AGAIN.MaxAttempts);
    expect(tasksOf("unstarted")).to.deep.equal([]);
  });

  it("does so too where ECS answers with failures instead of a task", async () => {
    const { deployStateMachineArn: arn, clusterArn } = pipeline.runtime;
    const restore = await changeRunState(pipeline.client, arn, sooner);
    const tag = { resourceArn: clusterArn, tags: [{ key: "Capacity", value: "none" }] };
    await ecs.send(new TagResourceCommand(tag));
    await requests.put("roomless");
    const { reason } = await requests.reaches("roomless", "FAILED").finally(async () => {
      await ecs.send(new UntagResourceCommand({ resourceArn: clusterArn, tagKeys: ["Capacity"] }));
      await restore();
    });
    const failure = {
      arn: clusterArn,
      reason:
        "Capacity is unavailable at this time. Please try again later or in a different availability zone",
    };
    expect(reason).to.deep.include({
      error: "TaskNotStarted",
      message: "the runner's task could not be started",
    });
    expect(reason?.details.map((detail) => JSON.parse(detail))).to.deep.equal([[failure]]);
    expect(await refusals("roomless-g1-deploy")).to.equal(1 + START_AGAIN.MaxAttempts);
    expect(tasksOf("roomless")).to.deep.equal([]);
  });

  it("runs a task once more of which nothing is heard, though nobody says that it stopped", async () => {
    const { deployStateMachineArn: arn } = pipeline.runtime;
    const restore = await changeRunState(pipeline.client, arn, (run) => ({
      ...sooner(run),
      HeartbeatSeconds: 10,
    }));
    behaviours.set("silent", (task) => (tasksOf("silent").length > 1 ? success(task) : "no answer"));
    await requests.put("silent");
    expect((await requests.reaches("silent", "DEPLOYED").finally(restore)).fence).to.equal(1);
    expect(tasksOf("silent")).to.have.length(2);
    const events = await requests.history("silent-g1-deploy", "deploy");
    expect(events.flatMap(({ taskFailedEventDetails: failed }) => failed?.error ?? [])).to.deep.equal([
      "States.HeartbeatTimeout",
    ]);
  });

  describe("through an endpoint with faults", () => {
    const { triggerFunction, validateFunction, recordFunction, handleErrorFunction } = runtimeNames("dev");
    const functions = [triggerFunction, validateFunction, recordFunction, handleErrorFunction];
    let faults: FaultProxy;

    before(async () => {
      faults = await startFaultProxy(pipeline.client.endpoint);
      await sendCallsTo(lambda, functions, faults.endpoint);
    });

    after(async () => {
      await sendCallsTo(lambda, functions, undefined);
      await faults.close();
    });

    it("ends all requests right while half of the functions' calls are throttled", async () => {
      const ids = Array.from({ length: 8 }, (_, index) => `throttled-${index}`);
      faults.choose((incoming) => (Math.random() < 0.5 ? throttling(incoming) : undefined));
      await Promise.all(ids.map((id) => requests.put(id)));
      await Promise.all(ids.map((id) => requests.reaches(id, "DEPLOYED")));
      const deleted = ids.slice(0, 4);
      await Promise.all(deleted.map(async (id) => requests.ask(await requests.row(id), "DESTROYED")));
      await Promise.all(deleted.map((id) => requests.reaches(id, "DESTROYED", 2)));
      const met = faults.met();
      faults.choose(() => undefined);

      expect(new Set(met)).to.include.all.keys(START_EXECUTION, GET_ITEM, UPDATE_ITEM);
      for (const id of ids) {
        const wanted = deleted.includes(id) ? [`${id}-g1-deploy`, `${id}-g2-destroy`] : [`${id}-g1-deploy`];
        const ends = Object.fromEntries(wanted.map((name) => [name, "SUCCEEDED"]));
        expect(await requests.executionsEnd(id)).to.deep.equal(ends);
        expect(tasksOf(id).map(({ startedBy }) => startedBy)).to.deep.equal(wanted);
      }
    });

    it("goes on where it was when an endpoint that was gone comes back", async () => {
      behaviours.set("midway", (task) => {
        faults.choose(() => "cut");
        return success(task);
      });
      await requests.put("midway");
      await eventually("the endpoint is gone in the middle of a run", () =>
        faults.met().includes(UPDATE_ITEM),
      );
      await requests.put("unseen");
      await eventually("a new request is not seen", () => faults.met().includes(START_EXECUTION));
      expect(await requests.row("midway")).to.include({ status: "DEPLOYING" });
      expect(await requests.row("unseen")).to.include({ status: "PENDING" });
      faults.choose(() => undefined);

      for (const id of ["midway", "unseen"]) {
        expect((await requests.reaches(id, "DEPLOYED")).fence).to.equal(1);
        expect(await requests.executionsEnd(id)).to.deep.equal({ [`${id}-g1-deploy`]: "SUCCEEDED" });
        expect(tasksOf(id)).to.have.length(1);
      }
    });
  });

  it("works on no more of one owner's requests at once than is allowed, and tells the others their place", async () => {
    const ids = ["crowd-one", "crowd-two", "crowd-three", "crowd-four"];
    const rows = () => Promise.all(ids.map((id) => requests.row(id)));
    let tell: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    let most = 0;
    for (const id of ids) {
      behaviours.set(id, async (task) => {
        most = Math.max(most, (await rows()).filter(({ lease }) => lease).length);
        await told;
        return success(task);
      });
    }
    await Promise.all(ids.map((id) => requests.put(id, { owner: "crowd" })));
    const places = async () => (await rows()).flatMap(({ queue }) => queue?.position ?? []).sort();
    while ((await places()).join() !== "1,2") {
      await sleep(100);
    }
    tell();
    for (const id of ids) {
      expect(await requests.reaches(id, "DEPLOYED")).to.not.have.property("queue");
    }
    expect(most).to.be.within(1, 2);
  });

  it("names the execution in the log of every function on its way", async () => {
    await requests.put("traced");
    await requests.reaches("traced", "DEPLOYED");
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
    await lambda.send(new InvokeCommand({ FunctionName: "hyperion-dev-reconcile" }));
    await requests.reaches(CANARY_ID, "DEPLOYED");
    await lambda.send(new InvokeCommand({ FunctionName: "hyperion-dev-reconcile" }));
    await requests.reaches(CANARY_ID, "DESTROYED", 2);
    const watched = await watchedMetrics();
    const own = watched.filter(([namespace]) => namespace === METRIC_NAMESPACE).map(String);
    expect(new Set(own).size).to.be.at.least(16);
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
    for (const service of ["trigger", "handle-error", "record", "reconcile"]) {
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

  describe("without its stream and trigger", () => {
    before(() => pipeline.stopStream());

    async function reconcile(): Promise<void> {
      const { Payload: answer, FunctionError: error } = await lambda.send(
        new InvokeCommand({ FunctionName: "hyperion-dev-reconcile", Payload: "{}" }),
      );
      const text = Buffer.from(answer ?? []).toString();
      expect(error, text).to.equal(undefined);
      expect(JSON.parse(text)).to.deep.include({ failed: 0, whole: true });
    }

    it("takes requests to their ends all the same, by the reconciler", async () => {
      const request = await requests.put("missed");
      await requests.put("missed-faulty", { spec: { ...SPEC, vcpus: 3 } });
      await requests.put("missed-end", { status: "DEPLOYED", updatedAt: "2026-01-31T12:00:00.000Z" });
      await reconcile();
      await requests.reaches("missed", "DEPLOYED");
      await requests.reaches("missed-faulty", "REJECTED");
      expect((await requests.reaches("missed-end", "DESTROYED", 2)).expiredGeneration).to.equal(2);

      await requests.ask(request, "DESTROYED");
      await reconcile();
      await requests.reaches("missed", "DESTROYED", 2);
      await reconcile();
      expect({
        ...(await requests.executionsEnd("missed")),
        ...(await requests.executionsEnd("missed-faulty")),
        ...(await requests.executionsEnd("missed-end")),
      }).to.deep.equal({
        "missed-g1-deploy": "SUCCEEDED",
        "missed-g2-destroy": "SUCCEEDED",
        "missed-faulty-g1-deploy": "SUCCEEDED",
        "missed-end-g2-destroy": "SUCCEEDED",
      });
    });

    it("says of a request why its execution came to no end", async () => {
      behaviours.set("mute", () => "no answer");
      await requests.put("mute");
      await reconcile();
      while ((await requests.row("mute")).status !== "DEPLOYING") {
        await sleep(100);
      }
      const executionArn = (await requests.row("mute")).execution;
      await sfn.send(new StopExecutionCommand({ executionArn }));
      await reconcile();
      expect((await requests.reaches("mute", "FAILED")).reason).to.deep.equal({
        error: "DeploymentInterrupted",
        message: "the execution was stopped before it had ended",
        details: [],
      });
    });
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
