import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  type ExecutionListItem,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import type { EnclaveOutputs, EnclaveRequest } from "../../contracts/enclave-request";
import { FleetError } from "../../contracts/errors";
import { failureOf } from "../../contracts/failure";
import { newRequest, nextGeneration, requestItem } from "../../contracts/request-row";
import { type DeployedPipeline, deployPipeline } from "../support/deployed-pipeline";
import { deployedRole } from "../support/deployed-role";
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
  this.timeout(180_000);
  let pipeline: DeployedPipeline;
  let runner: FakeRunner;
  let dynamodb: DynamoDBClient;
  let sfn: SFNClient;
  let sqs: SQSClient;
  let sns: SNSClient;
  let lambda: LambdaClient;
  /** What the runner does, by request id; without an entry it does as it is told. */
  const behaviours = new Map<string, (task: RunnerTask) => RunnerAnswer | Promise<RunnerAnswer>>();

  before(async () => {
    pipeline = await deployPipeline("dev", {
      "runtime:runnerImageDigest": `sha256:${"b".repeat(64)}`,
      "runtime:imageRegistries": [REGISTRY],
    });
    const { client } = pipeline;
    dynamodb = new DynamoDBClient(client);
    sfn = new SFNClient(client);
    sqs = new SQSClient(client);
    sns = new SNSClient(client);
    lambda = new LambdaClient(client);
    runner = new FakeRunner(pipeline.client, pipeline.runtime.clusterArn, (task) => {
      const behaviour = behaviours.get(task.variables.id ?? "");
      return behaviour ? behaviour(task) : success(task);
    });
  });

  after(async () => {
    await runner?.stop();
    for (const client of [dynamodb, sfn, sqs, sns, lambda]) {
      client?.destroy();
    }
    await pipeline?.close();
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

  /** A queue that gets what is published on the topic. */
  async function subscribedQueue(): Promise<string> {
    const queueArn = "arn:aws:sqs:eu-west-1:000000000000:told";
    const { QueueUrl: queueUrl = "" } = await sqs.send(
      new CreateQueueCommand({
        QueueName: "told",
        Attributes: {
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "sns.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: queueArn,
              },
            ],
          }),
        },
      }),
    );
    const { topicArn } = pipeline.runtime;
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn }));
    return queueUrl;
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
    const queueUrl = await subscribedQueue();
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
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 10 }),
    );
    expect(messages).to.have.length(1);
    const told = JSON.parse(JSON.parse(messages[0]?.Body ?? "{}").Message);
    expect(told).to.deep.include({ id: "failing", status: "FAILED", error: "DeploymentFailed" });
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
      const request = await put("missed");
      await put("missed-faulty", { spec: { ...SPEC, vcpus: 3 } });
      await put("missed-end", { status: "DEPLOYED", updatedAt: "2026-01-31T12:00:00.000Z" });
      await reconcile();
      await reaches("missed", "DEPLOYED");
      await reaches("missed-faulty", "REJECTED");
      expect((await reaches("missed-end", "DESTROYED", 2)).expiredGeneration).to.equal(2);

      await ask(request, "DESTROYED");
      await reconcile();
      await reaches("missed", "DESTROYED", 2);
      await reconcile();
      expect({
        ...(await executionsEnd("missed")),
        ...(await executionsEnd("missed-faulty")),
        ...(await executionsEnd("missed-end")),
      }).to.deep.equal({
        "missed-g1-deploy": "SUCCEEDED",
        "missed-g2-destroy": "SUCCEEDED",
        "missed-faulty-g1-deploy": "SUCCEEDED",
        "missed-end-g2-destroy": "SUCCEEDED",
      });
    });

    it("says of a request why its execution came to no end", async () => {
      behaviours.set("mute", () => "no answer");
      await put("mute");
      await reconcile();
      while ((await row("mute")).status !== "DEPLOYING") {
        await sleep(100);
      }
      const executionArn = (await row("mute")).execution;
      await sfn.send(new StopExecutionCommand({ executionArn }));
      await reconcile();
      expect((await reaches("mute", "FAILED")).reason).to.deep.equal({
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
