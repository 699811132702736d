import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { RequestTable } from "../../lambdas/request-table";

describe("RequestTable", () => {
  const client = new DynamoDBClient({ region: "eu-west-1" });
  const dynamodb = mockClient(client);
  const table = new RequestTable(client, "requests");
  const condition = { expression: "#generation = :generation", values: { generation: 2 } };

  beforeEach(() => dynamodb.reset());

  it("reads consistently", async () => {
    dynamodb.on(GetItemCommand).resolves({ Item: { id: { S: "signer" } } });
    expect(await table.read("signer")).to.deep.equal({ id: { S: "signer" } });
    expect(dynamodb.commandCalls(GetItemCommand)[0]?.args[0].input).to.deep.equal({
      TableName: "requests",
      Key: { id: { S: "signer" } },
      ConsistentRead: true,
    });
  });

  it("says when there is no such request", async () => {
    dynamodb.on(GetItemCommand).resolves({});
    const error: Error = await table.read("signer").then(
      () => expect.fail("a row was read"),
      (thrown) => thrown,
    );
    expect(error.name).to.equal("RequestNotFound");
    expect(error.message).to.equal('request "signer" is not in table requests: its row was deleted');
  });

  it("changes a row on its condition, and never creates one", async () => {
    dynamodb.on(UpdateItemCommand).resolves({});
    const result = await table.change("signer", {
      set: { status: "DEPLOYED", execution: undefined },
      remove: ["lease", "reason"],
      condition,
    });
    expect(result).to.deep.equal({ changed: true });
    expect(dynamodb.commandCalls(UpdateItemCommand)[0]?.args[0].input).to.deep.equal({
      TableName: "requests",
      Key: { id: { S: "signer" } },
      UpdateExpression: "SET #status = :set_status REMOVE #lease, #reason",
      ConditionExpression: "attribute_exists(#id) AND (#generation = :generation)",
      ExpressionAttributeNames: {
        "#status": "status",
        "#lease": "lease",
        "#reason": "reason",
        "#id": "id",
        "#generation": "generation",
      },
      ExpressionAttributeValues: { ":set_status": { S: "DEPLOYED" }, ":generation": { N: "2" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  it("answers with the row when the condition does not hold", async () => {
    const row = { id: { S: "signer" }, generation: { N: "3" } };
    dynamodb
      .on(UpdateItemCommand)
      .rejects(new ConditionalCheckFailedException({ message: "no", $metadata: {}, Item: row }));
    expect(await table.change("signer", { remove: ["lease"], condition })).to.deep.equal({
      changed: false,
      row,
    });
  });

  it("passes other errors on", async () => {
    const throttled = new ProvisionedThroughputExceededException({ message: "slow down", $metadata: {} });
    dynamodb.on(UpdateItemCommand).rejects(throttled);
    const error = await table.change("signer", { remove: ["lease"], condition }).catch((thrown) => thrown);
    expect(error).to.equal(throttled);
  });
});
