import { setTimeout as sleep } from "node:timers/promises";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { type Item, plainItem } from "../../contracts/attribute-value";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { FailedExecution } from "../../contracts/failure-notice";
import { requestItem } from "../../contracts/request-row";
import type { ReconcileDependencies, ReconcileMetric } from "../../lambdas/reconcile/dependencies";
import type { ExpiryNotice } from "../../lambdas/reconcile/notify-expiry";
import { observedRow } from "../../lambdas/reconcile/observed-row";
import { reconcile } from "../../lambdas/reconcile/reconcile";
import { takeStep } from "../../lambdas/reconcile/step";
import { leaseHolders } from "../../lambdas/record/lease-holder";
import { RequestTable } from "../../lambdas/request-table";
import { createRequestTable, createStateMachines } from "../support/bare-pipeline";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { RecordedLog } from "../support/recorded-log";
import { NOW, request, SPEC } from "../support/request-fixture";

const TABLE = "requests";
const HOUR = 3_600_000;

describe("the reconciler", function () {
  this.timeout(120_000);
  let emulator: TestEmulator;
  let dynamodb: DynamoDBClient;
  let sfn: SFNClient;
  let table: RequestTable;
  let stateMachines: ReconcileDependencies["stateMachines"];
  let told: FailedExecution[];
  let warned: ExpiryNotice[];
  let counted: Partial<Record<ReconcileMetric, number>>;
  let now: Date;
  /** Ids of the rows that are there. */
  const rows: string[] = [];

  before(async () => {
    emulator = await startTestEmulator();
    const client = {
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    dynamodb = new DynamoDBClient(client);
    sfn = new SFNClient(client);
    await createRequestTable(dynamodb, TABLE);
    table = new RequestTable(dynamodb, TABLE);
    stateMachines = await createStateMachines(client);
  });
  beforeEach(() => {
    told = [];
    warned = [];
    counted = {};
    now = NOW;
  });
  afterEach(async () => {
    await Promise.all(
      rows
        .splice(0)
        .map((id) => dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: { id: { S: id } } }))),
    );
  });
  after(async () => {
    dynamodb?.destroy();
    sfn?.destroy();
    await emulator?.stop();
  });

  const dependencies = (change: Partial<ReconcileDependencies> = {}): ReconcileDependencies => ({
    dynamodb,
    tableName: TABLE,
    table,
    sfn,
    stateMachines,
    holders: leaseHolders(sfn, "dev"),
    notify: async (notice) => {
      told.push(notice);
    },
    notifyExpiry: async (notice) => {
      warned.push(notice);
    },
    log: new RecordedLog(),
    tellCanary: () => undefined,
    tellCensus: () => undefined,
    count: (metric, count = 1) => {
      counted[metric] = (counted[metric] ?? 0) + count;
    },
    now: () => now,
    ...change,
  });
  const run = (change: Partial<ReconcileDependencies> = {}) => reconcile(dependencies(change), () => false);
  const put = async (id: string, change: Partial<EnclaveRequest> = {}): Promise<void> => {
    rows.push(id);
    const Item = requestItem(request({ id, ...change }));
    await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  };
  const row = async (id: string) =>
    plainItem((await table.read(id)) as Item).value as unknown as EnclaveRequest;
  const arnOf = (name: string, operation: "deploy" | "destroy" = "deploy") =>
    `${stateMachines[operation].replace(":stateMachine:", ":execution:")}:${name}`;
  const statusOf = async (name: string) =>
    (await sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }))).status;
  const ended = async (name: string): Promise<void> => {
    while ((await statusOf(name)) === "RUNNING") {
      await sleep(20);
    }
  };
  /** Names of the executions of a request, in either state machine. */
  const executions = async (id: string): Promise<readonly string[]> => {
    const lists = await Promise.all(
      Object.values(stateMachines).map((stateMachineArn) =>
        sfn.send(new ListExecutionsCommand({ stateMachineArn })),
      ),
    );
    return lists
      .flatMap((list) => list.executions ?? [])
      .map(({ name = "" }) => name)
      .filter((name) => name.startsWith(`${id}-g`))
      .sort();
  };

  it("starts what nobody has begun, once, also beside itself", async () => {
    await put("waits-lost");
    await put("waits-gone", { generation: 2, desiredState: "DESTROYED", status: "DEPLOYED" });
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.map(({ failed, whole }) => ({ failed, whole }))).to.deep.equal(
      runs.map(() => ({ failed: 0, whole: true })),
    );
    expect(await executions("waits-lost")).to.deep.equal(["waits-lost-g1-deploy"]);
    expect(await executions("waits-gone")).to.deep.equal(["waits-gone-g2-destroy"]);
    expect(counted.ExecutionsStarted).to.equal(2);
  });

  it("sends a row whose id can be no name to validation", async () => {
    await put(`../${"x".repeat(300)}`);
    await run();
    const { executions: found = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachines.deploy }),
    );
    expect(found.map(({ name = "" }) => name).filter((name) => name.startsWith("unnamed_"))).to.have.length(
      1,
    );
  });

  it("stores the failure of an execution that could not store it, gives back its lease, and tells people once", async () => {
    const name = "fails-mute-g1-deploy";
    await put("fails-mute");
    await run();
    await ended(name);
    const lease = { holder: arnOf(name), fence: 3 };
    await put("fails-mute", { status: "DEPLOYING", fence: 3, lease });
    await run();
    const settled = await row("fails-mute");
    expect(settled).to.deep.include({
      status: "FAILED",
      statusGeneration: 1,
      execution: arnOf(name),
      reason: {
        error: "PipelineFailed",
        message: "the pipeline failed unexpectedly with States.Runtime",
        details: ["the error handler was out of order"],
      },
    });
    expect(settled).to.not.have.property("lease");
    await run();
    expect(told.map(({ input, status }) => [input.id, status])).to.deep.equal([["fails-mute", "FAILED"]]);
    expect(await executions("fails-mute")).to.deep.equal([name]);
  });

  it("leaves alone what an execution works on, and says that one was stopped", async () => {
    const name = "waits-stopped-g1-deploy";
    await put("waits-stopped");
    await run();
    const working = { status: "DEPLOYING", fence: 1, lease: { holder: arnOf(name), fence: 1 } } as const;
    await put("waits-stopped", working);
    await run();
    expect(await row("waits-stopped")).to.deep.include(working);

    await sfn.send(new StopExecutionCommand({ executionArn: arnOf(name), cause: "by hand" }));
    await run();
    const { status, reason, lease } = await row("waits-stopped");
    expect({ status, reason, lease }).to.deep.equal({
      status: "FAILED",
      reason: {
        error: "DeploymentInterrupted",
        message: "the execution was stopped before it had ended",
        details: ["by hand"],
      },
      lease: undefined,
    });
  });

  it("begins again, under another name, a row that its execution did not know", async () => {
    await put("ends-twice");
    await run();
    await ended("ends-twice-g1-deploy");
    // deleted by hand, and asked for again
    await put("ends-twice");
    await run();
    expect(await executions("ends-twice")).to.include.members([
      "ends-twice-g1-deploy",
      "ends-twice-g1-deploy-r1",
    ]);
  });

  it("ends a row by a reason of which every execution ends without a result", async () => {
    await put("ends-always");
    while ((await row("ends-always")).status === "PENDING") {
      await run();
      await sleep(20);
    }
    const { status, reason } = await row("ends-always");
    expect(status).to.equal("FAILED");
    expect(reason?.message).to.equal(
      "4 executions of this generation have ended, and none has brought the request to an end",
    );
    expect(await executions("ends-always")).to.deep.equal(
      ["", "-r1", "-r2", "-r3"].map((attempt) => `ends-always-g1-deploy${attempt}`),
    );
  });

  it("gives back a lease that an execution left behind when it settled its row", async () => {
    const lease = { holder: arnOf("fails-mute-g1-deploy"), fence: 1 };
    await put("settled", { status: "FAILED", fence: 1, lease });
    await run();
    expect(await row("settled")).to.not.have.property("lease");
    expect(counted.LeasesReleased).to.equal(1);
  });

  describe("of a lifetime", () => {
    const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
    const end = later(SPEC.lifetimeHours);

    it("warns the owner once, also beside itself, without making the lifetime longer", async () => {
      await put("old", { status: "DEPLOYED" });
      now = later(20);
      await Promise.all([run(), run()]);
      await run();
      expect(warned).to.deep.equal([{ id: "old", owner: "payments", end }]);
      expect(await row("old")).to.deep.include({
        warnedOfEnd: end.toISOString(),
        updatedAt: NOW.toISOString(),
        generation: 1,
      });
    });

    it("warns in its next run when nobody could be told", async () => {
      await put("unheard", { status: "DEPLOYED" });
      now = later(20);
      const output = await run({ notifyExpiry: () => Promise.reject(new Error("SNS is out of order")) });
      expect(output.failed).to.equal(1);
      expect(await row("unheard")).to.not.have.property("warnedOfEnd");
      await run();
      expect(warned.map(({ id }) => id)).to.deep.equal(["unheard"]);
    });

    it("asks for the destruction of what is past it, and starts it, once", async () => {
      await put("waits-over", { status: "DEPLOYED" });
      now = later(24);
      await Promise.all([run(), run()]);
      expect(await row("waits-over")).to.deep.include({
        desiredState: "DESTROYED",
        generation: 2,
        expiredGeneration: 2,
        status: "DEPLOYED",
        updatedAt: now.toISOString(),
      });
      expect(await executions("waits-over")).to.deep.equal(["waits-over-g2-destroy"]);
    });

    it("keeps what its requester asks for in the meantime", async () => {
      await put("extended", { status: "DEPLOYED" });
      now = later(24);
      const stale = { ...(await table.read("extended")) };
      await put("extended", { status: "DEPLOYED", generation: 2, statusGeneration: 1 });
      const seen = { executions: [] };
      await takeStep({ kind: "expire" }, observedRow("extended", stale), seen, dependencies());
      await takeStep({ kind: "warn", end }, observedRow("extended", stale), seen, dependencies());
      expect(await row("extended")).to.deep.include({ desiredState: "DEPLOYED", generation: 2 });
      expect(await row("extended")).to.not.have.any.keys("warnedOfEnd", "expiredGeneration");
      expect(warned).to.deep.equal([]);
    });
  });

  it("takes the rows of its own runtime, and no other's", async () => {
    await put("waits-copy", { workspace: "pr-1" });
    await put("waits-other", { workspace: "pr-2" });
    await put("waits-own");
    await run({ workspace: "pr-1" });
    expect(await executions("waits-copy")).to.have.length(1);
    expect(await executions("waits-own")).to.deep.equal([]);
    await run();
    expect(await executions("waits-own")).to.have.length(1);
    expect(await executions("waits-other")).to.deep.equal([]);
  });
});
