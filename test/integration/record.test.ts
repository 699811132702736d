import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import { type Item, plainItem } from "../../contracts/attribute-value";
import type { EnclaveOutputs, EnclaveRequest } from "../../contracts/enclave-request";
import type { FleetError } from "../../contracts/errors";
import type { FailedExecution } from "../../contracts/failure-notice";
import { pipelineInput } from "../../contracts/pipeline";
import { requestItem } from "../../contracts/request-row";
import { isAllowedTransition, STATUSES } from "../../contracts/status";
import { handleError } from "../../lambdas/handle-error/handle-error";
import type { RecordDependencies } from "../../lambdas/record/dependencies";
import { record } from "../../lambdas/record/record";
import { RequestTable } from "../../lambdas/request-table";
import {
  allOf,
  anyOf,
  leaseHeldBy,
  notBegunByAnother,
  transitionTo,
  unreadableStatus,
} from "../../lambdas/row-conditions";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { RecordedLog } from "../support/recorded-log";
import { NOW, request } from "../support/request-fixture";
import { MemoryTable } from "../support/request-model/memory-table";

const TABLE = "requests";
const ONE = "arn:aws:states:eu-west-1:000000000000:execution:hyperion-dev-deploy:signer-g1-deploy";
const TWO = "arn:aws:states:eu-west-1:000000000000:execution:hyperion-dev-cleanup:signer-g2-destroy";
const OUTPUTS: EnclaveOutputs = {
  stackName: "signer",
  dnsName: "signer.dev.hyperion.internal",
  privateIp: "10.0.0.4",
  instanceType: "c6i.xlarge",
  autoScalingGroupName: "signer",
  launchTemplateId: "lt-1",
  networkInterfaceId: "eni-1",
  subnetId: "subnet-1",
  roleArn: "arn:role",
};

describe("a request's row", function () {
  this.timeout(120_000);
  let emulator: TestEmulator;
  let dynamodb: DynamoDBClient;
  let table: RequestTable;
  /** Executions that Step Functions would call RUNNING. */
  const running = new Set<string>();
  let dependencies: RecordDependencies;

  before(async () => {
    emulator = await startTestEmulator();
    dynamodb = new DynamoDBClient({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await dynamodb.send(
      new CreateTableCommand({
        TableName: TABLE,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    table = new RequestTable(dynamodb, TABLE);
    dependencies = { table, holders: { isRunning: async (holder) => running.has(holder) }, now: () => NOW };
  });
  beforeEach(() => running.clear());
  after(async () => {
    dynamodb?.destroy();
    await emulator?.stop();
  });

  const put = (change: Partial<EnclaveRequest> = {}) =>
    dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: requestItem(request(change)) }));
  const row = async () => plainItem(await table.read("signer")).value;
  const acquire = (execution: string, generation = 1, operation: "deploy" | "destroy" = "deploy") =>
    record(
      { action: "acquire", input: pipelineInput("signer", generation, operation), execution },
      dependencies,
    );
  const finish = (execution: string, fence: number) =>
    record(
      {
        action: "finish",
        input: pipelineInput("signer", 1, "deploy"),
        execution,
        fence,
        result: { outputs: OUTPUTS, changes: {} },
      },
      dependencies,
    );
  const errorOf = (work: Promise<unknown>): Promise<FleetError> =>
    work.then(
      () => expect.fail("it was done"),
      (error) => error,
    );

  describe("status", () => {
    it("changes by DynamoDB's conditions exactly as isAllowedTransition says", async () => {
      for (const from of STATUSES) {
        for (const to of STATUSES) {
          for (const statusGeneration of [1, 2, 3]) {
            await put({ status: from, statusGeneration: 2 });
            const next = { status: to, statusGeneration };
            const { changed } = await table.change("signer", { set: next, condition: transitionTo(next) });
            const expected = isAllowedTransition({ status: from, statusGeneration: 2 }, next);
            expect(changed, `${from} of 2 to ${to} of ${statusGeneration}`).to.equal(expected);
          }
        }
      }
    });
  });

  describe("its conditions", () => {
    const conditions = {
      ...Object.fromEntries(
        STATUSES.map((status) => [status, transitionTo({ status, statusGeneration: 2 })]),
      ),
      unreadable: unreadableStatus(),
      held: leaseHeldBy(ONE),
      "held with a fence": leaseHeldBy(ONE, 3),
      "not begun by another": notBegunByAnother(ONE, 2),
      combined: allOf(anyOf(unreadableStatus(), leaseHeldBy(ONE)), notBegunByAnother(TWO, 2)),
    };
    const rows = fc.record(
      {
        status: fc.constantFrom(...STATUSES.map((S) => ({ S })), { S: "FINE" }, { N: "5" }),
        statusGeneration: fc.constantFrom({ N: "1" }, { N: "2" }, { N: "3" }, { S: "2" }),
        lease: fc.constantFrom(
          { S: "by hand" },
          ...[ONE, TWO].map((S) => ({ M: { holder: { S }, fence: { N: "3" } } })),
        ),
      },
      { requiredKeys: [] },
    );

    it("are met in memory exactly when DynamoDB says so", async () => {
      const memory = new MemoryTable(() => undefined);
      const inMemory = new RequestTable(
        { send: async (command: unknown) => memory.answer(command) } as unknown as DynamoDBClient,
        TABLE,
      );
      await fc.assert(
        fc.asyncProperty(rows, fc.constantFrom(...Object.values(conditions)), async (fields, condition) => {
          const item = { id: { S: "signer" }, ...fields };
          await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item }));
          memory.put(item);
          const change = { set: { fence: 7 }, remove: ["reason"], condition } as const;
          expect(await inMemory.change("signer", change)).to.deep.equal(await table.change("signer", change));
          expect(await inMemory.read("signer")).to.deep.equal(await table.read("signer"));
        }),
        { numRuns: 100 },
      );
    });
  });

  describe("lease", () => {
    it("is taken with a greater fence and given back with the outputs", async () => {
      await put({ fence: 4, reason: { error: "TaskStopped", message: "before", details: [] } });
      expect(await acquire(ONE)).to.deep.equal({ fence: 5 });
      expect(await row()).to.deep.include({
        status: "DEPLOYING",
        lease: { holder: ONE, fence: 5 },
        fence: 5,
        execution: ONE,
      });
      expect(await finish(ONE, 5)).to.deep.equal({ fence: 5 });
      const finished = await row();
      expect(finished).to.deep.include({ status: "DEPLOYED", outputs: OUTPUTS, fence: 5 });
      expect(finished).to.not.have.any.keys("lease", "reason");
    });

    it("is the same when its holder asks again, and done once when it finishes again", async () => {
      await put();
      expect(await acquire(ONE)).to.deep.equal({ fence: 1 });
      expect(await acquire(ONE)).to.deep.equal({ fence: 1 });
      await finish(ONE, 1);
      expect(await finish(ONE, 1)).to.deep.equal({ fence: 1 });
    });

    it("is refused while its holder runs, and taken over from one that does not", async () => {
      await put();
      await acquire(ONE);
      await put({
        status: "DEPLOYING",
        generation: 2,
        desiredState: "DESTROYED",
        lease: { holder: ONE, fence: 1 },
        fence: 1,
      });
      running.add(ONE);
      expect((await errorOf(acquire(TWO, 2, "destroy"))).name).to.equal("LeaseHeld");
      running.clear();
      expect(await acquire(TWO, 2, "destroy")).to.deep.equal({ fence: 2 });
      const lost = await errorOf(finish(ONE, 1));
      expect(lost.name).to.equal("LeaseLost");
      expect(await row()).to.deep.include({ status: "DESTROYING", lease: { holder: TWO, fence: 2 } });
    });

    it("is refused to an older generation, and to one that is settled", async () => {
      await put({ generation: 2 });
      expect((await errorOf(acquire(ONE))).name).to.equal("GenerationSuperseded");
      await put({ status: "FAILED" });
      expect((await errorOf(acquire(ONE))).message).to.equal(
        "request signer is FAILED in generation 1: it cannot become DEPLOYING in generation 1",
      );
    });

    it("goes to one of many that ask at once", async () => {
      await put();
      const holders = Array.from({ length: 20 }, (_, index) => `${ONE}-${index}`);
      for (const holder of holders) {
        running.add(holder);
      }
      const results = await Promise.allSettled(holders.map((holder) => acquire(holder)));
      expect(results.filter(({ status }) => status === "fulfilled")).to.have.length(1);
      expect((await row()).fence).to.equal(1);
    });

    it("is given back without a change of status, by its holder only", async () => {
      await put();
      await acquire(ONE);
      const release = (execution: string) =>
        record({ action: "release", input: pipelineInput("signer", 1, "deploy"), execution }, dependencies);
      expect(await release(TWO)).to.deep.equal({ released: false });
      expect(await release(ONE)).to.deep.equal({ released: true });
      expect(await row()).to.have.property("status", "DEPLOYING");
      expect(await row()).to.not.have.property("lease");
    });

    it("records outputs though a newer generation was refused in the meantime", async () => {
      await put();
      await acquire(ONE);
      const reason = { error: "RequestRejected", message: "3 vCPUs", details: [] } as const;
      await put({
        generation: 2,
        status: "REJECTED",
        statusGeneration: 2,
        reason,
        lease: { holder: ONE, fence: 1 },
        fence: 1,
      });
      expect(await finish(ONE, 1)).to.deep.equal({ fence: 1 });
      const finished = await row();
      expect(finished).to.deep.include({ status: "REJECTED", statusGeneration: 2, reason, outputs: OUTPUTS });
      expect(finished).to.not.have.property("lease");
    });

    it("never brings back a row that is gone", async () => {
      await put();
      await acquire(ONE);
      await dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: { id: { S: "signer" } } }));
      expect((await errorOf(finish(ONE, 1))).name).to.equal("LeaseLost");
      expect((await errorOf(acquire(ONE))).name).to.equal("RequestNotFound");
      expect((await errorOf(row())).name).to.equal("RequestNotFound");
    });
  });

  describe("failure", () => {
    const cause = JSON.stringify({ message: "the engine failed", details: ["no such AMI"] });
    let notices: FailedExecution[];
    let unreachable: boolean;
    beforeEach(() => {
      notices = [];
      unreachable = false;
    });

    const fail = (error: string, change: { readonly fence?: number; readonly generation?: number } = {}) =>
      handleError(
        {
          input: pipelineInput("signer", change.generation ?? 1, "deploy"),
          execution: ONE,
          fence: change.fence,
          error: { Error: error, Cause: cause },
        },
        {
          table,
          notify: async (notice) => {
            if (unreachable) {
              throw new Error("SNS is down");
            }
            notices.push(notice);
          },
          log: new RecordedLog(),
          now: () => NOW,
        },
      );

    it("is stored with its reason, the lease is given back, people are told", async () => {
      await put();
      await acquire(ONE);
      expect(await fail("DeploymentFailed", { fence: 1 })).to.deep.equal({
        status: "FAILED",
        notified: true,
      });
      const failed = await row();
      expect(failed).to.deep.include({
        status: "FAILED",
        reason: { error: "DeploymentFailed", message: "the engine failed", details: ["no such AMI"] },
      });
      expect(failed).to.not.have.property("lease");
      expect(notices).to.have.length(1);
    });

    it("is stored though nobody can be told, and told at the next try", async () => {
      await put();
      unreachable = true;
      expect((await errorOf(fail("DeploymentFailed"))).message).to.equal("SNS is down");
      expect(await row()).to.have.property("status", "FAILED");
      unreachable = false;
      expect(await fail("DeploymentFailed")).to.deep.equal({ status: "FAILED", notified: true });
      expect(notices).to.have.length(1);
    });

    it("of an older generation changes nothing of a newer one, and tells nobody", async () => {
      await put({ generation: 2, status: "DEPLOYED", statusGeneration: 2 });
      expect(await fail("DeploymentFailed")).to.deep.equal({ notified: false });
      expect(await row()).to.deep.include({ status: "DEPLOYED", statusGeneration: 2 });
      expect(notices).to.deep.equal([]);
    });

    it("after success changes nothing: late news stay late", async () => {
      await put({ status: "DEPLOYED" });
      expect(await fail("States.Timeout")).to.deep.equal({ notified: false });
      expect(await row()).to.have.property("status", "DEPLOYED");
    });

    it("of a newer generation leaves the lease of the older one", async () => {
      await put({ generation: 2, status: "DEPLOYING", lease: { holder: TWO, fence: 1 }, fence: 1 });
      expect(await fail("RequestRejected", { generation: 2 })).to.deep.equal({
        status: "REJECTED",
        notified: true,
      });
      expect(await row()).to.deep.include({ status: "REJECTED", lease: { holder: TWO, fence: 1 } });
    });

    it("of an execution that has not begun it leaves another's work alone", async () => {
      await put({ status: "DEPLOYING", lease: { holder: TWO, fence: 1 }, fence: 1 });
      expect(await fail("InvalidConfiguration")).to.deep.equal({ notified: false });
      expect(await row()).to.deep.include({ status: "DEPLOYING", lease: { holder: TWO, fence: 1 } });
    });

    it("leaves the status to others in a race, and gives the lease back", async () => {
      for (const race of ["GenerationSuperseded", "LeaseLost", "ForbiddenTransition"]) {
        await put({ status: "DEPLOYING", lease: { holder: ONE, fence: 1 }, fence: 1 });
        expect(await fail(race, { fence: 1 })).to.deep.equal({ notified: false });
        expect(await row()).to.have.property("status", "DEPLOYING");
        expect(await row()).to.not.have.property("lease");
      }
    });

    it("is told when the row is gone, which it does not bring back", async () => {
      await dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: { id: { S: "signer" } } }));
      expect(await fail("RequestNotFound")).to.deep.equal({ notified: true });
      expect((await errorOf(row())).name).to.equal("RequestNotFound");
    });

    it("rejects a row whose status somebody wrote wrongly", async () => {
      const wrongly: readonly Item[] = [
        { status: { N: "5" } },
        { statusGeneration: { S: "1" } },
        { status: { S: "FINE" }, statusGeneration: { N: "1" } },
      ];
      for (const wrong of wrongly) {
        await dynamodb.send(
          new PutItemCommand({ TableName: TABLE, Item: { ...requestItem(request()), ...wrong } }),
        );
        expect(await fail("RequestRejected")).to.deep.equal({ status: "REJECTED", notified: true });
        expect(await row()).to.deep.include({ status: "REJECTED", statusGeneration: 1 });
      }
    });
  });
});
