import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { RegistryTable } from "../../../backend/registry/registry-table";

describe("RegistryTable", () => {
  const client = new DynamoDBClient({ region: "eu-west-1" });
  const dynamodb = mockClient(client);
  const keyOf = ({ PutRequest, DeleteRequest }: WriteRequest) =>
    (PutRequest?.Item ?? DeleteRequest?.Key)?.sk?.S ?? "";

  beforeEach(() => dynamodb.reset());

  it("writes what DynamoDB puts off until nothing is left, and nothing twice", async () => {
    const taken: string[] = [];
    let calls = 0;
    dynamodb.on(BatchWriteItemCommand).callsFake(({ RequestItems = {} }: BatchWriteItemCommandInput) => {
      calls += 1;
      const requests = RequestItems.registry ?? [];
      expect(requests.length).to.be.within(1, 25);
      // DynamoDB takes seven of each request and puts the others off.
      taken.push(...requests.slice(0, 7).map(keyOf));
      const left = requests.slice(7);
      return { UnprocessedItems: left.length > 0 ? { registry: left } : {} };
    });
    const rows = Array.from({ length: 60 }, (_, index) => ({ pk: "workspace#1", sk: `resource#${index}` }));
    const deleted = [{ pk: "workspace#1", sk: "resource#gone" }];
    await new RegistryTable(client, "registry").write(rows, deleted);
    expect([...taken].sort()).to.deep.equal([...rows, ...deleted].map(({ sk }) => sk).sort());
    expect(calls).to.equal(Math.ceil(25 / 7) * 2 + Math.ceil(11 / 7));
  });
});
