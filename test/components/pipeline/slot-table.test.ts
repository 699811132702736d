import { expect } from "chai";
import { SlotTable } from "../../../components/pipeline/slot-table";
import { one, runProgram } from "../../support/pulumi-mocks";

describe("SlotTable", () => {
  it("is encrypted, and goes with its runtime", async () => {
    const { resources, outputs } = await runProgram(() => {
      const table = new SlotTable("slots", { tableName: "hyperion-dev-slots", keyArn: "arn:key" });
      return { name: table.slotTableName };
    });

    const table = one(resources, "aws:dynamodb/table:Table");
    expect(table.protect).to.equal(false);
    expect(table.inputs).to.deep.equal({
      name: "hyperion-dev-slots",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "operation",
      attributes: [{ name: "operation", type: "S" }],
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:key" },
      tags: { Name: "hyperion-dev-slots" },
    });
    expect(outputs).to.deep.equal({ name: "hyperion-dev-slots" });
  });
});
