import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { plainItem } from "../../contracts/attribute-value";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { FleetError } from "../../contracts/errors";
import { executionNameOf } from "../../contracts/names";
import type { Operation } from "../../contracts/operation";
import { pipelineInput } from "../../contracts/pipeline";
import { requestItem } from "../../contracts/request-row";
import type { Claims } from "../../contracts/slots";
import { admit } from "../../lambdas/record/admit";
import { leave } from "../../lambdas/record/leave";
import { record } from "../../lambdas/record/record";
import type { SlotDependencies } from "../../lambdas/record/slot-dependencies";
import { MAX_WAITING, SlotTable } from "../../lambdas/record/slot-table";
import { RequestTable } from "../../lambdas/request-table";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { NOW, request } from "../support/request-fixture";

const EXECUTION = "arn:aws:states:eu-west-1:000000000000:execution:hyperion-dev-deploy";
const SECOND = 1000;

describe("slots", function () {
  this.timeout(240_000);
  let emulator: TestEmulator;
  let dynamodb: DynamoDBClient;
  let requests: RequestTable;
  let dependencies: SlotDependencies;
  /** Executions that Step Functions would not call RUNNING. */
  const over = new Set<string>();
  /** What was counted of pauses, by the deployments that have given their slots back. */
  const pauses: number[] = [];
  let now: number;
  let tables = 0;

  const createTable = async (name: string, key: string) => {
    await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    return name;
  };

  before(async () => {
    emulator = await startTestEmulator();
    dynamodb = new DynamoDBClient({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    requests = new RequestTable(dynamodb, await createTable("requests", "id"));
  });
  beforeEach(async () => {
    over.clear();
    pauses.length = 0;
    now = NOW.getTime();
    tables += 1;
    dependencies = {
      table: requests,
      slots: new SlotTable(dynamodb, await createTable(`slots-${tables}`, "operation")),
      caps: { total: 2, perOwner: 2 },
      holders: { isRunning: async (execution) => !over.has(execution) },
      now: () => new Date(now),
      random: () => 0.5,
      countPause: (began) => pauses.push(began),
    };
  });
  after(async () => {
    dynamodb?.destroy();
    await emulator?.stop();
  });

  const put = (id: string, change: Partial<EnclaveRequest> = {}) =>
    dynamodb.send(
      new PutItemCommand({ TableName: "requests", Item: requestItem(request({ id, ...change })) }),
    );
  const row = async (id: string) => plainItem(await requests.read(id)).value;
  const execution = (id: string, operation: Operation = "deploy") => `${EXECUTION}:${id}-g1-${operation}`;
  const ask = (id: string, operation: Operation = "deploy") =>
    admit(pipelineInput(id, 1, operation), execution(id, operation), dependencies);
  const goes = (id: string, error?: string) =>
    leave({ input: pipelineInput(id, 1, "deploy"), execution: execution(id), error }, dependencies);
  /** Executions of others that wait. */
  const inLine = (count: number): Claims =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`w-${index}`, { owner: "ann", since: "2026" }]),
    );
  const writeSlots = (running: Claims, waiting: Claims) =>
    dynamodb.send(
      new PutItemCommand({
        TableName: `slots-${tables}`,
        Item: marshall({
          operation: "deploy",
          running,
          waiting,
          version: 1,
          inspectedAt: NOW.toISOString(),
        }),
      }),
    );
  const admitted = { admitted: true, waitSeconds: 0 };
  const errorOf = (work: Promise<unknown>): Promise<FleetError> =>
    work.then(
      () => expect.fail("it was done"),
      (error) => error,
    );

  it("are given while there are any, once to each, and given back to the next", async () => {
    for (const id of ["one", "two", "three"]) {
      await put(id);
    }
    expect(await ask("one")).to.deep.equal(admitted);
    expect(await ask("one")).to.deep.equal(admitted);
    expect(await ask("two")).to.deep.equal(admitted);
    expect(await ask("three")).to.deep.equal({ admitted: false, waitSeconds: 5 });
    expect((await row("three")).queue).to.deep.equal({
      position: 1,
      of: 1,
      expectedStart: new Date(now + 300 * SECOND).toISOString(),
    });
    expect(await goes("one")).to.deep.equal({ left: true });
    expect(await goes("one")).to.deep.equal({ left: false });
    expect(await ask("three")).to.deep.equal(admitted);
  });

  it("go to the owner who has fewest, though another has waited longer", async () => {
    for (const id of ["a-1", "a-2", "a-3"]) {
      await put(id, { owner: "ann" });
    }
    await put("b-1", { owner: "bob" });
    await ask("a-1");
    await ask("a-2");
    now += SECOND;
    expect((await ask("a-3")).admitted).to.equal(false);
    now += SECOND;
    expect((await ask("b-1")).admitted).to.equal(false);
    expect((await row("b-1")).queue).to.deep.include({ position: 1, of: 2 });
    await goes("a-1");
    expect((await ask("a-3")).admitted).to.equal(false);
    expect((await row("a-3")).queue).to.deep.include({ position: 2, of: 2 });
    expect(await ask("b-1")).to.deep.equal(admitted);
  });

  it("leave an owner's own limit to others", async () => {
    dependencies = { ...dependencies, caps: { total: 5, perOwner: 1 } };
    await put("a-1", { owner: "ann" });
    await put("a-2", { owner: "ann" });
    await put("b-1", { owner: "bob" });
    expect((await ask("a-1")).admitted).to.equal(true);
    expect((await ask("a-2")).admitted).to.equal(false);
    expect((await ask("b-1")).admitted).to.equal(true);
  });

  it("are never more than there are, though many ask at once", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `many-${index}`);
    const running = new Set<string>();
    const waiting = new Set(ids);
    await Promise.all(ids.map((id) => put(id)));
    while (waiting.size > 0) {
      const answers = await Promise.all([...waiting].map(async (id) => ({ id, ...(await ask(id)) })));
      for (const { id } of answers.filter((answer) => answer.admitted)) {
        running.add(id);
        waiting.delete(id);
      }
      expect(running.size).to.be.within(1, 2);
      const [first = ""] = running;
      await goes(first);
      running.delete(first);
    }
  });

  it("are others for removals, which never wait for deployments", async () => {
    for (const id of ["one", "two", "three"]) {
      await put(id);
      await ask(id);
    }
    await put("three", { desiredState: "DESTROYED" });
    expect(await ask("three", "destroy")).to.deep.equal(admitted);
  });

  it("are taken from executions that are over, by who waits in vain, once in half a minute", async () => {
    for (const id of ["one", "two", "three", "four"]) {
      await put(id);
    }
    await ask("one");
    await ask("two");
    expect((await ask("three")).admitted).to.equal(false);
    over.add(execution("one"));
    over.add(execution("three"));
    now += 29 * SECOND;
    expect((await ask("four")).admitted).to.equal(false);
    now += SECOND;
    expect(await ask("four")).to.deep.equal(admitted);
    const slots = await dependencies.slots.read("deploy");
    expect(Object.keys(slots.running)).to.have.members(["two-g1-deploy", "four-g1-deploy"]);
    expect(slots.waiting).to.deep.equal({});
  });

  it("are expected when those before them have taken as long as others took", async () => {
    for (const id of ["one", "two", "three", "four"]) {
      await put(id);
    }
    await ask("one");
    now += 40 * SECOND;
    await goes("one");
    await ask("two");
    await ask("three");
    now += 34 * SECOND;
    expect(await ask("four")).to.deep.equal({ admitted: false, waitSeconds: 3 });
    expect((await row("four")).queue).to.deep.include({
      expectedStart: new Date(now + 6 * SECOND).toISOString(),
    });
  });

  it("are given to nobody for ten minutes after three runs without capacity, then to one until it finds some", async () => {
    dependencies = { ...dependencies, caps: { total: 5, perOwner: 5 } };
    for (const id of ["one", "two", "three", "four", "five", "six"]) {
      await put(id);
    }
    for (const id of ["one", "two", "three"]) {
      await ask(id);
      now += 60 * SECOND;
      await goes(id, "CapacityUnavailable");
    }
    expect((await ask("four")).admitted).to.equal(false);
    expect((await row("four")).queue).to.deep.include({
      position: 1,
      expectedStart: new Date(now + 600 * SECOND).toISOString(),
    });
    now += 600 * SECOND;
    expect((await ask("four")).admitted).to.equal(true);
    expect((await ask("five")).admitted).to.equal(false);
    now += 60 * SECOND;
    await goes("four");
    expect((await ask("five")).admitted).to.equal(true);
    expect((await ask("six")).admitted).to.equal(true);
    expect(pauses).to.deep.equal([0, 0, 1, 0]);
  });

  it("are not waited for by who could not begin", async () => {
    await put("newer", { generation: 2 });
    expect((await errorOf(ask("newer"))).name).to.equal("GenerationSuperseded");
    await put("settled", { status: "DEPLOYED" });
    expect((await errorOf(ask("settled"))).name).to.equal("ForbiddenTransition");
    await put("held", { status: "DEPLOYING", lease: { holder: `${EXECUTION}:held-g0-deploy`, fence: 1 } });
    expect((await errorOf(ask("held"))).name).to.equal("LeaseHeld");
    const { running, waiting } = await dependencies.slots.read("deploy");
    expect({ running, waiting }).to.deep.equal({ running: {}, waiting: {} });
  });

  it("are asked for the more seldom the longer it has taken, and for half a day at most", async () => {
    for (const id of ["one", "two", "three"]) {
      await put(id);
      await ask(id);
    }
    now += 200 * SECOND;
    expect(await ask("three")).to.deep.equal({ admitted: false, waitSeconds: 20 });
    now += (12 * 3600 - 200) * SECOND;
    expect(await ask("three")).to.deep.equal({ admitted: false, waitSeconds: 60 });
    now += SECOND;
    const error = await errorOf(ask("three"));
    expect(error.name).to.equal("AtCapacity");
    expect(error.message).to.equal(
      "request three has waited 12 hours for its turn: the environment works on 2 at once, 2 of one owner",
    );
  });

  it("are asked for the more seldom the more wait before, whose every step forward is not told", async () => {
    for (const id of ["one", "two", "last"]) {
      await put(id);
    }
    const last = { [executionNameOf(execution("last"))]: { owner: "bob", since: NOW.toISOString() } };
    const running = { one: { owner: "bob", since: NOW.toISOString() }, two: { owner: "bob", since: "2026" } };
    const place = async (before: number) => {
      await writeSlots(running, { ...inLine(before), ...last });
      const { waitSeconds } = await ask("last");
      return { waitSeconds, told: (await row("last")).queue };
    };
    const first = await place(40);
    expect(first.waitSeconds).to.equal(20);
    expect(first.told).to.deep.include({ position: 41, of: 41 });
    expect((await place(38)).told).to.deep.equal(first.told);
    const moved = await place(30);
    expect(moved.waitSeconds).to.equal(15);
    expect(moved.told).to.deep.include({ position: 31, of: 31 });
  });

  it("take no more than can be written down", async () => {
    await put("last");
    await ask("last");
    await goes("last");
    await writeSlots({}, inLine(MAX_WAITING));
    expect(await ask("last")).to.deep.equal({ admitted: false, waitSeconds: 60 });
    expect(await row("last")).to.not.have.property("queue");
  });

  it("leave no place in the queue on the row of a request whose turn has come", async () => {
    for (const id of ["one", "two", "three"]) {
      await put(id);
      await ask(id);
    }
    expect(await row("three")).to.have.property("queue");
    await goes("one");
    await ask("three");
    await record(
      { action: "acquire", input: pipelineInput("three", 1, "deploy"), execution: execution("three") },
      dependencies,
    );
    expect(await row("three")).to.not.have.property("queue");
  });
});
