import { expect } from "chai";
import { describeCostChange } from "../../../cli/output/cost-change";

const NONE = { beforeUsd: 41.2, afterUsd: 41.2, changes: [], byUse: {}, unknown: {}, pricesOf: "of a list" };

describe("describeCostChange", () => {
  it("says the sums, of what the change is made, and what is not in it", () => {
    const cost = {
      ...NONE,
      afterUsd: 1073.24,
      changes: [
        { type: "aws:ec2/natGateway:NatGateway", usd: 1035.04 },
        { type: "aws:cloudwatch/dashboard:Dashboard", usd: -3 },
      ],
      byUse: { "aws:sqs/queue:Queue": 2, "aws:sns/topic:Topic": -1 },
      unknown: { "aws:rds/instance:Instance": 1 },
    };
    expect(describeCostChange(cost)).to.deep.equal([
      "cost a month: $41.20, with this $1,073.24 (+$1,032.04): NatGateway +$1,035.04, Dashboard -$3.00",
      "billed by use, not counted: +2 Queue, -1 Topic",
      "price not known, not counted: 1 Instance",
      "prices: of a list",
    ]);
  });

  it("is short where nothing changes", () => {
    expect(describeCostChange(NONE)).to.deep.equal(["cost a month: $41.20, as before", "prices: of a list"]);
    expect(describeCostChange({ ...NONE, beforeUsd: 0, afterUsd: 0 })).to.deep.equal([
      "cost a month: $0.00, as before",
    ]);
  });
});
