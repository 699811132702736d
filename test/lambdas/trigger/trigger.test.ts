import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { requestItem } from "../../../contracts/request-row";
import { handle } from "../../../lambdas/trigger/handler";
import type { StreamRecord } from "../../../lambdas/trigger/stream-event";
import type { TriggerDependencies, TriggerMetric } from "../../../lambdas/trigger/trigger";
import { RecordedLog } from "../../support/recorded-log";
import { request } from "../../support/request-fixture";

const STATE_MACHINES = {
  deploy: "arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-dev-deploy",
  destroy: "arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-dev-cleanup",
};

function inserted(id: string, sequenceNumber: number): StreamRecord {
  return {
    eventName: "INSERT",
    dynamodb: { SequenceNumber: String(sequenceNumber), NewImage: requestItem(request({ id })) },
  };
}

describe("the trigger", () => {
  const client = new SFNClient({ region: "eu-west-1" });
  const sfn = mockClient(client);
  let metrics: TriggerMetric[];
  let log: RecordedLog;
  let dependencies: TriggerDependencies;

  beforeEach(() => {
    sfn.reset();
    sfn.on(StartExecutionCommand).resolves({});
    metrics = [];
    log = new RecordedLog();
    dependencies = {
      client,
      stateMachines: STATE_MACHINES,
      log,
      count: (metric) => metrics.push(metric),
    };
  });

  const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);
  const exists = () => new ExecutionAlreadyExists({ message: "exists", $metadata: {} });

  it("starts one execution per record, with the input that is a function of the row", async () => {
    const answer = await handle({ Records: [inserted("one", 1)] }, dependencies);
    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).to.deep.equal({
      stateMachineArn: STATE_MACHINES.deploy,
      name: "one-g1-deploy",
      input: '{"id":"one","generation":1,"operation":"deploy","correlationId":"one-g1-deploy"}',
    });
    expect(metrics).to.deep.equal(["ExecutionsStarted"]);
  });

  it("does 99 of 100 when one is poison, and reports that one", async () => {
    const records = Array.from({ length: 100 }, (_, index) => inserted(`request-${index}`, index));
    records[41] = { eventName: "INSERT", dynamodb: { SequenceNumber: "41" } };
    const answer = await handle({ Records: records }, dependencies);
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "41" }] });
    expect(started()).to.have.length(99);
  });

  it("reports the first of several failures, from where the batch is replayed", async () => {
    const poison = (sequence: number) => ({
      eventName: "INSERT",
      dynamodb: { SequenceNumber: String(sequence) },
    });
    const answer = await handle({ Records: [inserted("one", 7), poison(8), poison(9)] }, dependencies);
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "8" }] });
  });

  it("stops at throttling, which the next record would meet too, and reports it", async () => {
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    sfn.on(StartExecutionCommand, { name: "two-g1-deploy" }).rejects(throttled);
    const records = [inserted("one", 1), inserted("two", 2), inserted("three", 3)];
    const answer = await handle({ Records: records }, dependencies);
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(started()).to.deep.equal(["one-g1-deploy", "two-g1-deploy"]);
  });

  it("takes an execution with the same input for its own earlier start", async () => {
    sfn.on(StartExecutionCommand).rejects(exists());
    sfn.on(DescribeExecutionCommand).resolves({
      input: '{"id":"one","generation":1,"operation":"deploy","correlationId":"one-g1-deploy"}',
    });
    expect(await handle({ Records: [inserted("one", 1)] }, dependencies)).to.deep.equal({
      batchItemFailures: [],
    });
    expect(sfn.commandCalls(DescribeExecutionCommand)[0]?.args[0].input).to.deep.equal({
      executionArn: "arn:aws:states:eu-west-1:111122223333:execution:hyperion-dev-deploy:one-g1-deploy",
    });
    expect(metrics).to.deep.equal([]);
  });

  it("fails loudly when the name is taken by another input", async () => {
    sfn.on(StartExecutionCommand).rejects(exists());
    sfn.on(DescribeExecutionCommand).resolves({ input: '{"id":"other"}' });
    const answer = await handle({ Records: [inserted("one", 1)] }, dependencies);
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "1" }] });
    expect(metrics).to.deep.equal(["RecordsFailed", "ExecutionConflicts"]);
    expect(log.lines[0]?.fields.correlationId).to.equal("one-g1-deploy");
    expect(log.lines[0]?.fields.reason).to.equal(
      "execution one-g1-deploy exists with another input: find out who started it, then raise the request's generation",
    );
  });

  it("skips and counts what asks for nothing", async () => {
    const answer = await handle(
      {
        Records: [
          { eventName: "REMOVE", dynamodb: { SequenceNumber: "1" } },
          { eventName: "TRUNCATE", dynamodb: { SequenceNumber: "2" } },
        ],
      },
      dependencies,
    );
    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(metrics).to.deep.equal(["RecordsSkipped", "UnknownEvents"]);
    expect(started()).to.deep.equal([]);
  });

  it("fails the whole batch when there is nothing to report a failure by", async () => {
    const malformed: Readonly<Record<string, unknown>> = {
      "the event has no Records: invoke this function from the table's stream": {},
      "record 1 of 2 has no sequence number": { Records: [inserted("one", 1), { eventName: "INSERT" }] },
    };
    for (const [message, event] of Object.entries(malformed)) {
      const error: Error = await handle(event, dependencies).then(
        () => expect.fail("the batch was accepted"),
        (thrown) => thrown,
      );
      expect(error.name).to.equal("MalformedEvent");
      expect(error.message).to.equal(message);
    }
    expect(started()).to.deep.equal([]);
  });

  it("logs no more of a row than names and numbers", async () => {
    await handle({ Records: [inserted("one", 1)] }, dependencies);
    expect(log.lines).to.deep.equal([
      {
        level: "info",
        message: "started",
        fields: { id: "one", generation: 1, operation: "deploy", correlationId: "one-g1-deploy" },
      },
    ]);
  });
});
