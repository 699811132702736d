import { expect } from "chai";
import { pricesOf } from "../../../contracts/prices/price-origin";
import { stackCost, totalCost } from "../../../contracts/prices/stack-cost";

const KEY = { type: "aws:kms/key:Key" };
const NAT = { type: "aws:ec2/natGateway:NatGateway" };
const LOG = { type: "aws:cloudwatch/logGroup:LogGroup" };
const OTHER = { type: "aws:rds/instance:Instance" };

describe("stackCost", () => {
  it("adds up by type, the dearest first, and keeps what has no standing price apart", () => {
    const cost = stackCost([KEY, LOG, NAT, KEY, OTHER, { type: "aws:iam/role:Role" }], "eu-west-1");
    expect(cost).to.deep.equal({
      monthlyUsd: 37.04,
      standing: [
        { type: NAT.type, count: 1, monthlyUsd: 35.04 },
        { type: KEY.type, count: 2, monthlyUsd: 2 },
      ],
      byUse: { [LOG.type]: 1 },
      unknown: { [OTHER.type]: 1 },
      pricesOf: pricesOf("eu-west-1"),
    });
  });

  it("counts everything that would cost something as unknown in a region without prices", () => {
    const cost = stackCost([KEY, KEY, LOG], "ap-south-2");
    expect(cost).to.include({ monthlyUsd: 0, pricesOf: "ap-south-2 is not in the price table" });
    expect(cost.unknown).to.deep.equal({ [KEY.type]: 2 });
  });
});

describe("totalCost", () => {
  it("is the cost of all of them together", () => {
    const one = stackCost([KEY, LOG], "eu-west-1");
    const other = stackCost([KEY, NAT, OTHER], "eu-west-1");
    expect(totalCost([one, other])).to.deep.equal(stackCost([KEY, LOG, KEY, NAT, OTHER], "eu-west-1"));
  });

  it("names the origin of the prices of every region once", () => {
    const costs = ["eu-west-1", "ap-south-2", "eu-west-1"].map((region) => stackCost([KEY], region));
    expect(totalCost(costs).pricesOf).to.equal(`${costs[0]?.pricesOf}; ap-south-2 is not in the price table`);
  });
});
