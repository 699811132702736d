import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { Item } from "../../../contracts/attribute-value";
import type { FleetError } from "../../../contracts/errors";
import { pipelineInput } from "../../../contracts/pipeline";
import { requestItem } from "../../../contracts/request-row";
import { RequestTable } from "../../../lambdas/request-table";
import { validate } from "../../../lambdas/validate/validate";
import { REGISTRY, request, SPEC } from "../../support/request-fixture";

describe("validate", () => {
  const client = new DynamoDBClient({ region: "eu-west-1" });
  const dynamodb = mockClient(client);
  const table = new RequestTable(client, "requests");

  beforeEach(() => dynamodb.reset());

  async function judged(row: Item | undefined, registries = [REGISTRY]): Promise<object> {
    dynamodb.on(GetItemCommand).resolves({ Item: row });
    return validate(pipelineInput("signer", 1, "deploy"), { table, registries });
  }

  async function refusal(row: Item | undefined, registries?: string[]): Promise<FleetError> {
    return judged(row, registries).then(
      () => expect.fail("the request was accepted"),
      (error) => error,
    );
  }

  it("accepts a request without faults", async () => {
    expect(await judged(requestItem(request()))).to.deep.equal({ valid: true });
  });

  it("rejects with every fault of row and spec", async () => {
    const error = await refusal(requestItem(request({ owner: "", spec: { ...SPEC, vcpus: 3 } })));
    expect(error.name).to.equal("RequestRejected");
    expect(error.details).to.deep.equal([
      'owner is ""; use 1 to 63 of a-z, A-Z, 0-9 and . _ @ -, starting with a letter or digit',
      "spec.vcpus is 3; use an even whole number from 2 to 64",
    ]);
  });

  it("rejects an image from a foreign registry", async () => {
    const { details } = await refusal(requestItem(request()), ["ghcr.io"]);
    expect(details).to.deep.equal([`spec.image is from registry "${REGISTRY}"; use one of ghcr.io`]);
  });

  it("rejects a row over 256 KiB by its size alone", async () => {
    const row = { ...requestItem(request()), owner: { S: "x".repeat(300_000) } };
    const { name, details } = await refusal(row);
    expect(name).to.equal("RequestRejected");
    expect(details).to.deep.equal([
      `the row has ${Buffer.byteLength(JSON.stringify(row))} bytes; use at most 262144`,
    ]);
  });

  it("lets go a request that has a newer generation", async () => {
    const error = await refusal(requestItem(request({ generation: 2 })));
    expect(error.name).to.equal("GenerationSuperseded");
    expect(error.message).to.equal('request "signer" is at generation 2, this execution is for 1');
  });

  it("says when the row is gone", async () => {
    expect((await refusal(undefined)).name).to.equal("RequestNotFound");
  });
});
