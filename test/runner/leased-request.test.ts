import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { newRequest, requestItem } from "../../contracts/request-row";
import { readLeasedRequest } from "../../runner/leased-request";
import { SPEC } from "../support/request-fixture";

const LEASE = {
  requestTable: "requests",
  id: "vault",
  generation: 1,
  fence: 4,
  operation: "deploy" as const,
};

describe("readLeasedRequest", () => {
  const client = new DynamoDBClient({ region: "eu-west-1" });
  const dynamodb = mockClient(client);
  beforeEach(() => dynamodb.reset());

  function row(changes: Partial<EnclaveRequest> = {}): void {
    const fresh = newRequest({ id: "vault", owner: "payments", spec: SPEC }, new Date(0));
    const leased = { ...fresh, fence: 4, lease: { holder: "arn", fence: 4 }, ...changes };
    dynamodb.on(GetItemCommand).resolves({ Item: requestItem(leased) });
  }

  async function refusal(lease: typeof LEASE | { readonly operation: "destroy" } = LEASE): Promise<string> {
    return readLeasedRequest(client, { ...LEASE, ...lease }).then(
      () => "",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }

  it("reads the row consistently and gives what the stack is made of", async () => {
    row();
    expect(await readLeasedRequest(client, LEASE)).to.deep.equal({
      id: "vault",
      owner: "payments",
      generation: 1,
      fence: 4,
      spec: SPEC,
    });
    expect(dynamodb.commandCalls(GetItemCommand)[0]?.args[0].input).to.deep.equal({
      TableName: "requests",
      Key: { id: { S: "vault" } },
      ConsistentRead: true,
    });
  });

  it("refuses a fence that is over", async () => {
    row({ fence: 5, lease: { holder: "arn", fence: 5 } });
    expect(await refusal()).to.equal(
      'LeaseLost: fence 4 of request "vault" is over: the row\'s lease has 5; a later execution does the work',
    );
    row({ lease: undefined });
    expect(await refusal()).to.equal(
      'LeaseLost: fence 4 of request "vault" is over: the row\'s lease has none; a later execution does the work',
    );
  });

  it("refuses a generation that is over", async () => {
    row({ generation: 2 });
    expect(await refusal()).to.equal(
      'GenerationSuperseded: generation 1 of request "vault" is over: the row has 2; its own execution does the work',
    );
  });

  it("refuses a row that is not there", async () => {
    dynamodb.on(GetItemCommand).resolves({});
    expect(await refusal()).to.equal(
      'RequestNotFound: request "vault" is not in table requests: its row was deleted; write it again',
    );
  });

  it("refuses a spec that is wrong, but destroys it all the same", async () => {
    row({ spec: { ...SPEC, vcpus: 3 } });
    expect(await refusal()).to.match(/^RequestRejected: /);
    expect(await readLeasedRequest(client, { ...LEASE, operation: "destroy" })).to.equal(undefined);
  });
});
