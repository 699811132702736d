import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { downEnclaves, enclavesToDestroy } from "../../../../../cli/commands/project/enclaves/down";
import { upEnclaves } from "../../../../../cli/commands/project/enclaves/up";
import type { EnvironmentBackend } from "../../../../../cli/engine/environment-backend";
import { checkpointBody } from "../../../../support/checkpoint-body";
import { commandContext, failureOf } from "../../../../support/command-context";
import { memoryBucket } from "../../../../support/memory-bucket";
import { request } from "../../../../support/request-fixture";

const BACKEND = { environment: "dev", region: "eu-west-1", bucketName: "state" } as EnvironmentBackend;

describe("enclaves, by way of the pipeline", () => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-west-1" }));
  const table = mockClient(documents);
  const bucket = memoryBucket();
  const context = () =>
    commandContext({ home: join(__dirname, "../../../../.."), clients: { s3: bucket.s3, documents } });

  beforeEach(() => {
    table.reset();
    bucket.objects.clear();
    bucket.put(".pulumi/stacks/runtime/dev.json", checkpointBody());
  });

  it("are destroyed by a new generation of their rows", async () => {
    const present = request({ id: "signer", status: "DEPLOYED" });
    const gone = { generation: 2, statusGeneration: 2, desiredState: "DESTROYED", status: "DESTROYED" };
    table
      .on(ScanCommand)
      .resolvesOnce({ Items: [present] })
      .resolves({ Items: [{ ...present, ...gone }] });
    table.on(UpdateCommand).resolves({});
    const asked = await enclavesToDestroy(context(), BACKEND, ["signer"]);
    const report = await downEnclaves(context(), BACKEND, asked);
    const [update] = table.commandCalls(UpdateCommand);
    expect(update?.args[0].input).to.deep.include({ Key: { id: "signer" } });
    expect(update?.args[0].input.ExpressionAttributeValues).to.include({
      ":read": 1,
      ":generation": 2,
      ":desiredState": "DESTROYED",
    });
    expect(report.requests).to.deep.equal([{ id: "signer", status: "DESTROYED", generation: 2 }]);
  });

  for (const [what, work] of [
    ["destroyed", () => enclavesToDestroy(context(), BACKEND, ["signer"])],
    ["deployed", () => upEnclaves(context(), BACKEND)],
  ] as const) {
    it(`cannot be ${what} without runtime, and no row is changed`, async () => {
      bucket.put(".pulumi/stacks/runtime/dev.json", checkpointBody([]));
      bucket.put(".pulumi/stacks/runtime/dev.pr-123.json", checkpointBody());
      table.on(ScanCommand).resolves({ Items: [request({ id: "signer", status: "DEPLOYED" })] });
      expect(await failureOf(work())).to.deep.include({
        name: "PrerequisiteMissing",
        message: `enclaves of dev cannot be ${what}: runtime, which does it, is not deployed. Run \`fleet up runtime dev\` first`,
        details: ["signer"],
      });
      expect(table.commandCalls(UpdateCommand)).to.deep.equal([]);
    });
  }

  it("are not destroyed while a stack has no request", async () => {
    table.on(ScanCommand).resolves({ Items: [request({ id: "signer", status: "DEPLOYED" })] });
    expect(await failureOf(enclavesToDestroy(context(), BACKEND, ["signer", "nobody"]))).to.deep.include({
      name: "OperationRefused",
      message:
        "enclave stacks of dev have no request, which the pipeline needs to destroy them: ask for these enclaves again with `fleet enclave request`, then run this again",
      details: ["nobody"],
    });
  });

  it("need no pipeline, and before base no table, when there are none", async () => {
    bucket.objects.clear();
    const missing = Object.assign(new Error("no table"), { name: "ResourceNotFoundException" });
    table.on(ScanCommand).rejects(missing);
    expect(await enclavesToDestroy(context(), BACKEND, [])).to.deep.equal([]);
    expect(await downEnclaves(context(), BACKEND, [])).to.deep.include({ changes: {}, requests: [] });
  });
});
