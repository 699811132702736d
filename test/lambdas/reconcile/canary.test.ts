import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { plainItem } from "../../../contracts/attribute-value";
import { CANARY_ID } from "../../../contracts/canary";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { requestItem } from "../../../contracts/request-row";
import { parseRequestRow } from "../../../contracts/row-schema";
import { keepCanary } from "../../../lambdas/reconcile/canary";
import type { CanaryOutcome } from "../../../lambdas/reconcile/canary-step";
import type { ReconcileDependencies } from "../../../lambdas/reconcile/dependencies";
import { RequestTable } from "../../../lambdas/request-table";
import { RecordedLog } from "../../support/recorded-log";
import { NOW, REGISTRY, request, SPEC } from "../../support/request-fixture";
import { MemoryTable } from "../../support/request-model/memory-table";

describe("keepCanary", () => {
  let table: MemoryTable;
  let now: Date;
  let told: CanaryOutcome[];
  let log: RecordedLog;
  beforeEach(() => {
    table = new MemoryTable(() => undefined);
    now = NOW;
    told = [];
    log = new RecordedLog();
  });

  const send = async (command: object): Promise<unknown> => {
    if (!(command instanceof PutItemCommand)) {
      return table.answer(command);
    }
    expect(command.input.ConditionExpression).to.equal("attribute_not_exists(id)");
    if (table.row(CANARY_ID)) {
      throw new ConditionalCheckFailedException({ message: "it is there", $metadata: {} });
    }
    table.put(command.input.Item ?? {});
    return {};
  };
  const keep = (): Promise<void> => {
    const dynamodb = { send } as unknown as DynamoDBClient;
    return keepCanary({ image: SPEC.image, minutes: 60 }, {
      dynamodb,
      tableName: "requests",
      table: new RequestTable(dynamodb, "requests"),
      tellCanary: (outcome: CanaryOutcome) => told.push(outcome),
      log,
      now: () => now,
    } as unknown as ReconcileDependencies);
  };
  const row = () => plainItem(table.row(CANARY_ID) ?? {}).value as unknown as EnclaveRequest;
  /** What an execution writes. */
  const becomes = (change: Partial<EnclaveRequest>) => {
    const { generation } = row();
    table.put(requestItem({ ...row(), statusGeneration: generation, ...change }));
  };
  const at = (minutes: number) => {
    now = new Date(NOW.getTime() + minutes * 60_000);
    return now.toISOString();
  };

  it("goes round: asked for, found deployed, destroyed, and asked for again in time", async () => {
    await keep();
    expect(parseRequestRow(table.row(CANARY_ID) ?? {}, { registries: [REGISTRY] })).to.deep.include({
      id: "fleet-canary",
      owner: "canary",
      generation: 1,
      desiredState: "DEPLOYED",
      status: "PENDING",
      createdAt: at(0),
    });
    await keep();
    expect(table.stream).to.have.length(1);

    becomes({ status: "DEPLOYED", updatedAt: at(2) });
    at(5);
    await keep();
    expect(told).to.deep.equal([{ succeeded: true, seconds: 120 }]);
    expect(row()).to.include({ generation: 2, desiredState: "DESTROYED", createdAt: NOW.toISOString() });

    becomes({ status: "DESTROYED", updatedAt: at(7) });
    at(59);
    await keep();
    expect(row()).to.include({ generation: 2 });
    const again = at(60);
    await keep();
    expect(row()).to.include({ generation: 3, desiredState: "DEPLOYED", createdAt: again });
    expect(told).to.have.length(1);
  });

  it("is done by one of two that see the same, and told once", async () => {
    await Promise.all([keep(), keep()]);
    expect(table.stream).to.have.length(1);
    becomes({ status: "FAILED" });
    await Promise.all([keep(), keep()]);
    expect(row()).to.include({ generation: 2, desiredState: "DESTROYED" });
    expect(told).to.deep.equal([{ succeeded: false }]);
  });

  it("leaves a request of that id alone that is somebody else's, and says so", async () => {
    table.put(requestItem(request({ id: CANARY_ID, status: "DEPLOYED" })));
    await keep();
    expect(table.stream).to.have.length(1);
    expect(log.lines).to.deep.equal([
      {
        level: "error",
        message: "the canary's id is taken by another owner's request",
        fields: { id: "fleet-canary" },
      },
    ]);
  });
});
