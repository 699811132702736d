import { expect } from "chai";

import { missingInputs, unknownInputs } from "../../../local/providers/shape";
import { UNKNOWN } from "../../../local/providers/values";

const shapes = {
  name: "leaf",
  settings: "map",
  rules: { id: "leaf", filter: { prefix: "leaf" } },
} as const;

const reasons = (inputs: unknown) => unknownInputs(inputs, shapes, "local/x.ts").map(({ reason }) => reason);

describe("unknownInputs", () => {
  it("accepts what the shapes name, in single objects and in lists", () => {
    expect(
      reasons({ name: { anything: [1] }, settings: { any: "value" }, rules: { id: "a" } }),
    ).to.deep.equal([]);
    expect(reasons({ rules: [{ id: "a", filter: { prefix: "p" } }, { id: "b" }] })).to.deep.equal([]);
  });

  it("accepts what is not known yet", () => {
    expect(reasons({ settings: UNKNOWN, rules: [UNKNOWN, { filter: UNKNOWN }] })).to.deep.equal([]);
  });

  it("refuses an unknown input with its path, what is understood, and the file", () => {
    expect(
      unknownInputs({ rules: [{ id: "a" }, { filter: { size: 1 } }] }, shapes, "local/x.ts"),
    ).to.deep.equal([
      {
        property: "rules[1].filter.size",
        reason:
          'unknown input "rules[1].filter.size": the stand-in understands prefix. Remove it, or add it to local/x.ts',
      },
    ]);
  });

  it("refuses a plain value for an object and for a map", () => {
    expect(reasons({ rules: "none", settings: ["a"] })).to.deep.equal([
      '"rules" is "none"; it must be an object of id, filter',
      '"settings" is ["a"]; it must be a map',
    ]);
  });

  it("refuses nested values in a map", () => {
    expect(reasons({ settings: { a: { b: 1 } } })).to.deep.equal([
      '"settings.a" is nested: the stand-in takes plain values there. Flatten it, or add it to local/x.ts',
    ]);
  });

  it("takes keys of Object's prototype for unknown inputs", () => {
    expect(reasons(JSON.parse('{"constructor": 1, "__proto__": 2}'))).to.have.length(2);
  });
});

describe("missingInputs", () => {
  it("refuses what is required and absent", () => {
    expect(missingInputs({ a: 0 }, ["a", "b"])).to.deep.equal([
      { property: "b", reason: 'missing required input "b"' },
    ]);
  });
});
