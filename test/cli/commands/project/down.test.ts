import { join } from "node:path";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { type DownReport, down } from "../../../../cli/commands/project/down";
import type { Engine } from "../../../../cli/engine/engine";
import { pricesOf } from "../../../../contracts/prices/price-origin";
import { answeringHead } from "../../../support/bucket-head";
import { checkpointBody } from "../../../support/checkpoint-body";
import { commandContext, failureOf } from "../../../support/command-context";
import { memoryBucket } from "../../../support/memory-bucket";
import { request } from "../../../support/request-fixture";

const DASHBOARD = { urn: "dashboard", type: "aws:cloudwatch/dashboard:Dashboard", custom: true, inputs: {} };

describe("down", () => {
  const region = { region: "eu-west-1" };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(region));
  const clients = {
    sts: new STSClient(region),
    kms: new KMSClient(region),
    cloudwatch: new CloudWatchClient(region),
    documents,
  };
  const table = mockClient(documents);
  const bucket = memoryBucket();
  const done: string[] = [];
  const engine: Partial<Engine> = {
    run: async (operation, { project, stack }) => {
      done.push(`${operation} ${project} ${stack}`);
      return { changes: { delete: 2 }, outputs: {} };
    },
  };
  const context = () =>
    commandContext({
      root: join(__dirname, "../../../.."),
      home: join(__dirname, "../../../.."),
      clients: { ...clients, s3: answeringHead(bucket) },
      engine,
    });

  before(() => {
    mockClient(clients.sts).on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn: "arn" });
    mockClient(clients.kms)
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: "key", KeyState: "Enabled" } });
    mockClient(clients.cloudwatch).on(PutMetricDataCommand).resolves({});
  });
  beforeEach(() => {
    done.length = 0;
    bucket.objects.clear();
    for (const stack of ["fleet-state/dev", "base/dev", "enclave/signer"]) {
      bucket.put(`.pulumi/stacks/${stack}.json`, checkpointBody());
    }
    bucket.put(".pulumi/stacks/runtime/dev.json", checkpointBody([DASHBOARD]));
    const present = request({ id: "signer", status: "DEPLOYED" });
    const gone = { generation: 2, statusGeneration: 2, desiredState: "DESTROYED", status: "DESTROYED" };
    table.reset();
    table
      .on(ScanCommand)
      .resolvesOnce({ Items: [present] })
      .resolves({ Items: [{ ...present, ...gone }] });
    table.on(UpdateCommand).callsFake(({ Key }) => {
      done.push(`ask for ${Key.id}`);
      return {};
    });
  });

  it("takes enclaves down before runtime, leaves what holds data, and says what is saved", async () => {
    const at = context();
    await down(at, "all", "dev", { yes: true });
    expect(done).to.deep.equal(["ask for signer", "destroy runtime dev"]);
    expect(at.said.lines).to.include.members([
      "runtime dev: saves about $3.00 a month: 1 Dashboard $3.00",
      "state and base stay: --delete-data destroys base, with --include-state also state",
    ]);
    const reports = at.said.results[0] as readonly DownReport[];
    expect(reports.map(({ project, saves }) => [project, saves.monthlyUsd])).to.deep.equal([
      ["enclave", 0],
      ["runtime", 3],
    ]);
  });

  it("loses nothing with runtime, and says so before it asks", async () => {
    const at = context();
    const error = await failureOf(down(at, "runtime", "dev", {}));
    expect(error).to.include({
      name: "OperationRefused",
      message: "This destroys runtime of dev. Add --yes to do it.",
    });
    expect(at.said.lines.slice(-3)).to.deep.equal([
      "runtime dev: saves about $3.00 a month: 1 Dashboard $3.00",
      `  prices: ${pricesOf("eu-west-1")}`,
      "  nothing is lost: requests, images and state stay, and enclaves that run go on; new requests wait until `fleet up runtime dev`",
    ]);
    expect(done).to.deep.equal([]);
  });

  it("changes nothing when enclaves cannot be destroyed, although runtime could", async () => {
    bucket.put(".pulumi/stacks/enclave/nobody.json", checkpointBody());
    expect(await failureOf(down(context(), "all", "dev", { yes: true }))).to.deep.include({
      name: "OperationRefused",
      details: ["nobody"],
    });
    expect(done).to.deep.equal([]);
  });

  it("refuses a base that something stands on before anything is asked", async () => {
    const error = await failureOf(down(context(), "base", "dev", { yes: true, deleteData: true }));
    expect(error).to.deep.include({
      name: "OperationRefused",
      details: ["enclave signer with 2 resources", "runtime dev with 1 resources"],
    });
    expect(done).to.deep.equal([]);
  });
});
