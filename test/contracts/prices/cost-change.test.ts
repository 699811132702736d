import { expect } from "chai";
import { costChange, type PlannedChange } from "../../../contracts/prices/cost-change";
import { pricesOf } from "../../../contracts/prices/price-origin";

const REGION = "eu-west-1";
const NAT = "aws:ec2/natGateway:NatGateway";
const KEY = "aws:kms/key:Key";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const QUEUE = "aws:sqs/queue:Queue";
const RDS = "aws:rds/instance:Instance";

/** An interface endpoint in so many zones. */
const zones = (count: number) => ({
  vpcEndpointType: "Interface",
  subnetIds: Array.from({ length: count }, (_, index) => `subnet-${index}`),
});

describe("costChange", () => {
  it("is the sum before and after, with the types that come to another one", () => {
    const steps: PlannedChange[] = [
      { operation: "same", type: KEY, inputs: {}, previousInputs: {} },
      { operation: "create", type: NAT, inputs: {} },
      { operation: "update", type: ENDPOINT, inputs: zones(3), previousInputs: zones(1) },
      { operation: "delete", type: "aws:cloudwatch/dashboard:Dashboard", previousInputs: {} },
    ];
    expect(costChange(steps, REGION)).to.deep.equal({
      beforeUsd: 1 + 8.03 + 3,
      afterUsd: 60.13,
      changes: [
        { type: NAT, usd: 35.04 },
        { type: ENDPOINT, usd: 16.06 },
        { type: "aws:cloudwatch/dashboard:Dashboard", usd: -3 },
      ],
      byUse: {},
      unknown: {},
      pricesOf: pricesOf(REGION),
    });
  });

  it("counts a replacement once on either side, in whatever order its halves come", () => {
    const halves: PlannedChange[] = [
      { operation: "create-replacement", type: NAT, inputs: {}, previousInputs: {} },
      { operation: "replace", type: NAT, inputs: {}, previousInputs: {} },
      { operation: "delete-replaced", type: NAT, previousInputs: {} },
    ];
    for (const steps of [halves, halves.toReversed()]) {
      expect(costChange(steps, REGION)).to.deep.include({ beforeUsd: 35.04, afterUsd: 35.04, changes: [] });
    }
  });

  it("counts what is billed by use, and what has no price, also when it goes", () => {
    const steps: PlannedChange[] = [
      { operation: "create", type: QUEUE, inputs: {} },
      { operation: "create", type: QUEUE, inputs: {} },
      { operation: "delete", type: "aws:sns/topic:Topic", previousInputs: {} },
      { operation: "same", type: "aws:lambda/function:Function", inputs: {}, previousInputs: {} },
      { operation: "delete", type: RDS, previousInputs: {} },
      {
        operation: "create",
        type: ENDPOINT,
        inputs: { vpcEndpointType: "Interface", subnetIds: "not known" },
      },
    ];
    expect(costChange(steps, REGION)).to.deep.include({
      afterUsd: 0,
      byUse: { [QUEUE]: 2, "aws:sns/topic:Topic": -1 },
      unknown: { [RDS]: 1, [ENDPOINT]: 1 },
    });
  });

  it("leaves out what the stack only reads", () => {
    const read = { operation: "read", type: NAT, inputs: {} };
    expect(costChange([read], REGION)).to.deep.include({ beforeUsd: 0, afterUsd: 0, changes: [] });
  });
});
