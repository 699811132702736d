import { expect } from "chai";
import { type EventPattern, matchesPattern } from "../../../local/streams/event-pattern";

const EVENT = {
  eventName: "MODIFY",
  dynamodb: { NewImage: { id: { S: "vault" }, generation: { N: "2" } } },
};

describe("matchesPattern", () => {
  const matching: readonly EventPattern[] = [
    {},
    { eventName: ["INSERT", "MODIFY"] },
    { eventName: [{ "anything-but": ["REMOVE"] }] },
    { dynamodb: { NewImage: { id: { S: [{ prefix: "va" }] } } } },
    { dynamodb: { NewImage: { id: { S: [{ suffix: "ult" }] } } } },
    { dynamodb: { NewImage: { id: { S: [{ "equals-ignore-case": "VAULT" }] } } } },
    { dynamodb: { NewImage: { status: { S: [{ exists: false }] } } } },
  ];
  for (const pattern of matching) {
    it(`lets pass by ${JSON.stringify(pattern)}`, () => {
      expect(matchesPattern(pattern, EVENT)).to.equal(true);
    });
  }

  const others: readonly EventPattern[] = [
    { eventName: ["INSERT"] },
    { eventName: ["INSERT", "MODIFY"], dynamodb: { NewImage: { id: { S: ["other"] } } } },
    { dynamodb: { NewImage: { id: { S: [{ exists: false }] } } } },
    { dynamodb: { OldImage: { id: { S: ["vault"] } } } },
    { constructor: ["MODIFY"] },
  ];
  for (const pattern of others) {
    it(`holds back by ${JSON.stringify(pattern)}`, () => {
      expect(matchesPattern(pattern, EVENT)).to.equal(false);
    });
  }

  it("refuses a matcher that it does not know", () => {
    expect(() => matchesPattern({ eventName: [{ wildcard: "M*" }] }, EVENT)).to.throw(
      'filter {"wildcard":"M*"} is not understood: add "wildcard" to local/streams/event-pattern.ts',
    );
  });
});
