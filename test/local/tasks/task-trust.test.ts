import { expect } from "chai";
import { trustsService } from "../../../local/tasks/task-trust";

const ECS = "ecs-tasks.amazonaws.com";
const TASK = "arn:aws:ecs:eu-west-1:111122223333:task/runner/1";

function policy(statement: object): string {
  const base = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...base, ...statement }] });
}

describe("trustsService", () => {
  for (const statement of [
    {},
    { Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } },
    { Condition: { ArnLike: { "aws:SourceArn": ["arn:aws:ecs:eu-west-1:111122223333:*"] } } },
  ]) {
    it(`holds with ${JSON.stringify(statement)}`, () => {
      expect(trustsService(policy(statement), ECS, TASK)).to.equal(true);
    });
  }

  for (const statement of [
    { Effect: "Deny" },
    { Action: "sts:TagSession" },
    { Principal: { Service: "ec2.amazonaws.com" } },
    { Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } },
    { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:111122223333:*" } } },
    { Condition: { StringEquals: { "aws:PrincipalTag/team": "x" } } },
  ]) {
    it(`does not hold with ${JSON.stringify(statement)}`, () => {
      expect(trustsService(policy(statement), ECS, TASK)).to.equal(false);
    });
  }

  it("refuses a condition that it does not know", () => {
    expect(() =>
      trustsService(policy({ Condition: { Bool: { "aws:SecureTransport": "true" } } }), ECS, TASK),
    ).to.throw("condition Bool of a trust policy is not understood: add it to local/tasks/task-trust.ts");
  });
});
