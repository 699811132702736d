import { DynamoDBClient, GetItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { requestItem } from "../../../contracts/request-row";
import type { Census } from "../../../lambdas/reconcile/census";
import type { ReconcileDependencies } from "../../../lambdas/reconcile/dependencies";
import { handle } from "../../../lambdas/reconcile/handler";
import { MAX_FAILURES, reconcile } from "../../../lambdas/reconcile/reconcile";
import { SEGMENTS } from "../../../lambdas/reconcile/request-rows";
import { RequestTable } from "../../../lambdas/request-table";
import { RecordedLog } from "../../support/recorded-log";
import { NOW, request } from "../../support/request-fixture";

const MINUTE = 60_000;
const STATE_MACHINES = { deploy: "arn:stateMachine:deploy", destroy: "arn:stateMachine:cleanup" };

describe("reconcile", () => {
  const dynamodbClient = new DynamoDBClient({ region: "eu-west-1" });
  const sfnClient = new SFNClient({ region: "eu-west-1" });
  const dynamodb = mockClient(dynamodbClient);
  const sfn = mockClient(sfnClient);
  let log: RecordedLog;
  let counted: [string, number][];
  let censuses: Census[];
  let now: Date;

  /** A table with one row in each of its segments. */
  beforeEach(() => {
    dynamodb.reset();
    sfn.reset();
    dynamodb
      .on(ScanCommand)
      .callsFake(({ Segment }) => ({ Items: [requestItem(request({ id: `row-${Segment}` }))] }));
    sfn.on(StartExecutionCommand).resolves({});
    log = new RecordedLog();
    counted = [];
    censuses = [];
    now = NOW;
  });

  const dependencies = (): ReconcileDependencies => ({
    dynamodb: dynamodbClient,
    tableName: "requests",
    table: new RequestTable(dynamodbClient, "requests"),
    sfn: sfnClient,
    stateMachines: STATE_MACHINES,
    holders: { isRunning: async () => false },
    notify: async () => undefined,
    notifyExpiry: async () => undefined,
    log,
    tellCanary: () => undefined,
    tellCensus: (census) => censuses.push(census),
    count: (metric, count = 1) => counted.push([metric, count]),
    now: () => now,
  });
  const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);

  it("reads every part of the table, page by page", async () => {
    const last = { id: { S: "row-3" } };
    dynamodb
      .on(ScanCommand, { Segment: 3, ExclusiveStartKey: undefined })
      .resolves({ Items: [requestItem(request({ id: "row-3" }))], LastEvaluatedKey: last })
      .on(ScanCommand, { Segment: 3, ExclusiveStartKey: last })
      .resolves({ Items: [requestItem(request({ id: "row-3b" }))] });
    const output = await reconcile(dependencies(), () => false);
    expect(output).to.deep.equal({ rows: SEGMENTS + 1, failed: 0, whole: true });
    expect(new Set(started()).size).to.equal(SEGMENTS + 1);
    expect(started()).to.include("row-3b-g1-deploy");
    expect(counted).to.deep.include(["RowsRead", SEGMENTS + 1]);
  });

  it("tells what there is when it has read all of the environment's own rows, and only then", async () => {
    await reconcile(dependencies(), () => false);
    expect(censuses.map(({ rows }) => rows.PENDING)).to.deep.equal([SEGMENTS]);
    await reconcile({ ...dependencies(), workspace: "pr-1" }, () => false);
    await reconcile(dependencies(), () => started().length >= 2 * SEGMENTS + 3);
    expect(censuses).to.have.length(1);
  });

  it("asks DynamoDB for nothing but what it looks at, and for its own runtime's rows", async () => {
    await reconcile(dependencies(), () => false);
    const { input } = dynamodb.commandCalls(ScanCommand)[0]?.args[0] ?? {};
    expect(input).to.deep.include({
      TotalSegments: SEGMENTS,
      ProjectionExpression:
        "#id, #owner, #generation, #desiredState, #spec.#lifetimeHours, #workspace, #status, #statusGeneration, #fence, #lease, #outputs.#stackName, #warnedOfEnd, #updatedAt",
      FilterExpression: "NOT attribute_type(#workspace, :workspace)",
      ExpressionAttributeValues: { ":workspace": { S: "S" } },
    });
    dynamodb.resetHistory();
    await reconcile({ ...dependencies(), workspace: "pr-1" }, () => false);
    expect(dynamodb.commandCalls(ScanCommand)[0]?.args[0].input).to.deep.include({
      FilterExpression: "#workspace = :workspace",
      ExpressionAttributeValues: { ":workspace": { S: "pr-1" } },
    });
  });

  for (const period of [1, 5, 15, 60]) {
    it(`comes to every row with time for three only, every ${period} minutes`, async () => {
      for (let run = 0; run < SEGMENTS; run += 1) {
        now = new Date(NOW.getTime() + run * period * MINUTE);
        const before = started().length;
        const { whole } = await reconcile(dependencies(), () => started().length - before >= 3);
        expect(whole).to.equal(false);
      }
      expect(new Set(started()).size).to.equal(SEGMENTS);
    });
  }

  it("goes on after a row that fails, names it in the log, and fails at its end", async () => {
    sfn.on(StartExecutionCommand, { name: "row-5-g1-deploy" }).rejects(new Error("no permission"));
    const error = await handle(dependencies(), { getRemainingTimeInMillis: () => 300_000 }).then(
      () => expect.fail("it was done"),
      (thrown: Error) => thrown,
    );
    expect(error.name).to.equal("PipelineFailed");
    expect(error.message).to.equal("1 of 17 rows could not be reconciled: the log has the error of each");
    expect(new Set(started()).size).to.equal(SEGMENTS);
    expect(log.lines).to.deep.include({
      level: "error",
      message: "row failed",
      fields: { error: "Error", reason: "no permission", id: "row-5" },
    });
    expect(counted).to.deep.include(["RowsFailed", 1]);
  });

  it("gives up when more rows fail than can be the rows' fault", async () => {
    const rows = Array.from({ length: 100 }, (_, number) => requestItem(request({ id: `row-${number}` })));
    dynamodb.on(ScanCommand).resolves({ Items: rows });
    sfn.on(StartExecutionCommand).rejects(new Error("Step Functions is out of order"));
    const { failed, whole } = await reconcile(dependencies(), () => false);
    expect(whole).to.equal(false);
    expect(failed).to.be.within(MAX_FAILURES + 1, MAX_FAILURES + 10);
    expect(dynamodb.commandCalls(ScanCommand)).to.have.length(1);
  });

  it("begins no further row when less than half a minute is left", async () => {
    const output = await handle(dependencies(), { getRemainingTimeInMillis: () => 29_999 });
    expect(output).to.deep.equal({ rows: 0, failed: 0, whole: false });
  });

  it("judges a row anew that was settled since it was read", async () => {
    const [scanned, current] = [request({ id: "row-0" }), request({ id: "row-0", status: "DEPLOYED" })];
    dynamodb.on(ScanCommand).resolves({});
    dynamodb.on(ScanCommand, { Segment: 0 }).resolves({ Items: [requestItem(scanned)] });
    dynamodb.on(GetItemCommand).resolves({ Item: requestItem(current) });
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: "it is", $metadata: {} }));
    const input = '{"id":"row-0","generation":1,"operation":"deploy","correlationId":"row-0-g1-deploy"}';
    sfn.on(DescribeExecutionCommand).resolves({ status: "FAILED", input });
    await reconcile(dependencies(), () => false);
    expect(dynamodb.commandCalls(UpdateItemCommand)).to.deep.equal([]);
    expect(started()).to.deep.equal(["row-0-g1-deploy"]);
  });

  it("is content with a row that was deleted since it was read", async () => {
    dynamodb.on(GetItemCommand).resolves({});
    sfn.on(StartExecutionCommand).callsFake(({ name }) => {
      throw new ExecutionAlreadyExists({ message: name, $metadata: {} });
    });
    sfn.on(DescribeExecutionCommand).callsFake(({ executionArn }) => {
      const correlationId = executionArn.split(":").at(-1);
      const id = correlationId.replace("-g1-deploy", "");
      return {
        status: "SUCCEEDED",
        input: JSON.stringify({ id, generation: 1, operation: "deploy", correlationId }),
      };
    });
    expect((await reconcile(dependencies(), () => false)).failed).to.equal(0);
    expect(started()).to.have.length(SEGMENTS);
  });
});
