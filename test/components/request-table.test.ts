import { expect } from "chai";
import { RequestTable } from "../../components/request-table";
import { one, runProgram } from "../support/pulumi-mocks";

const args = { tableName: "hyperion-dev-requests", keyArn: "arn:key" };

describe("RequestTable", () => {
  it("streams both images, can be restored to any second, is encrypted and cannot be deleted", async () => {
    const { resources, outputs } = await runProgram(() => {
      const table = new RequestTable("requests", args);
      return { name: table.tableName, arn: table.tableArn, streamArn: table.streamArn };
    });

    const table = one(resources, "aws:dynamodb/table:Table");
    expect(table.protect).to.equal(true);
    expect(table.inputs).to.deep.equal({
      name: "hyperion-dev-requests",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [
        { name: "id", type: "S" },
        { name: "owner", type: "S" },
      ],
      globalSecondaryIndexes: [{ name: "byOwner", hashKey: "owner", rangeKey: "id", projectionType: "ALL" }],
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:key" },
      deletionProtectionEnabled: true,
      tags: { Name: "hyperion-dev-requests" },
    });
    const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/hyperion-dev-requests";
    expect(outputs).to.deep.equal({
      name: "hyperion-dev-requests",
      arn,
      streamArn: `${arn}/stream/2026-01-01T00:00:00.000`,
    });
  });

  it("can be deleted, by AWS and by Pulumi, when it is told so", async () => {
    const { resources } = await runProgram(() => {
      new RequestTable("requests", { ...args, protect: false });
    });

    const table = one(resources, "aws:dynamodb/table:Table");
    expect(table.protect).to.equal(false);
    expect(table.inputs.deletionProtectionEnabled).to.equal(false);
  });
});
