import { expect } from "chai";
import { permitsRule } from "../../../local/tasks/event-rules";

const RULE = "arn:aws:events:eu-west-1:111122223333:rule/stopped";

function policy(statement: object): string {
  const base = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "lambda:InvokeFunction",
  };
  return JSON.stringify({ Statement: [{ ...base, ...statement }] });
}

describe("permitsRule", () => {
  it("holds for a statement for the rule, or for every rule", () => {
    expect(permitsRule(policy({ Condition: { ArnLike: { "AWS:SourceArn": RULE } } }), RULE)).to.equal(true);
    expect(permitsRule(policy({}), RULE)).to.equal(true);
  });

  it("does not hold for another rule, another service, a denial or no statement", () => {
    expect(permitsRule(policy({ Condition: { ArnLike: { "AWS:SourceArn": `${RULE}2` } } }), RULE)).to.equal(
      false,
    );
    expect(permitsRule(policy({ Principal: { Service: "sns.amazonaws.com" } }), RULE)).to.equal(false);
    expect(permitsRule(policy({ Effect: "Deny" }), RULE)).to.equal(false);
    expect(permitsRule(JSON.stringify({ Statement: [] }), RULE)).to.equal(false);
  });
});
