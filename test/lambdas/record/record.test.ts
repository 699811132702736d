import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { pipelineInput } from "../../../contracts/pipeline";
import { record } from "../../../lambdas/record/record";
import { RequestTable } from "../../../lambdas/request-table";

// what the steps do to rows, under DynamoDB's own conditions, is in test/integration/record.test.ts
describe("record", () => {
  const client = new DynamoDBClient({ region: "eu-west-1" });
  const dynamodb = mockClient(client);
  const dependencies = {
    table: new RequestTable(client, "requests"),
    holders: { isRunning: async () => false },
    now: () => new Date(),
  };

  const incomplete = [{ fence: 1 }, { result: { changes: {} } }, {}];
  for (const given of incomplete) {
    it(`refuses to finish with only ${Object.keys(given).join() || "nothing"}, and writes nothing`, async () => {
      const step = {
        action: "finish",
        input: pipelineInput("signer", 1, "deploy"),
        execution: "arn",
        ...given,
      } as const;
      const error: Error = await record(step, dependencies).then(
        () => expect.fail("it finished"),
        (thrown) => thrown,
      );
      expect(error.name).to.equal("MalformedEvent");
      expect(error.message).to.equal("finish needs fence and result: check the state machine");
      expect(dynamodb.calls()).to.have.length(0);
    });
  }

  it("refuses a deployment without outputs, and writes nothing", async () => {
    const error: Error = await record(
      {
        action: "finish",
        input: pipelineInput("signer", 1, "deploy"),
        execution: "arn",
        fence: 1,
        result: { changes: {} },
      },
      dependencies,
    ).then(
      () => expect.fail("it finished"),
      (thrown) => thrown,
    );
    expect(error.message).to.equal("the runner deployed request signer and sent no outputs");
    expect(dynamodb.calls()).to.have.length(0);
  });
});
