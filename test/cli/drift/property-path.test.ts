import { expect } from "chai";
import fc from "fast-check";
import { parsePropertyPath, propertyPath, valueAt } from "../../../cli/drift/property-path";

describe("parsePropertyPath", () => {
  it("takes names, places and quoted keys apart", () => {
    expect(parsePropertyPath('rules[0].filter["a.b[1]"].c-d')).to.deep.equal([
      "rules",
      0,
      "filter",
      "a.b[1]",
      "c-d",
    ]);
    expect(parsePropertyPath('tags["say \\"no\\""]')).to.deep.equal(["tags", 'say "no"']);
    expect(parsePropertyPath("")).to.deep.equal([]);
  });

  it("reads what propertyPath writes", () => {
    const step = fc.oneof(fc.string({ minLength: 1 }), fc.nat());
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const path = steps.reduce<string>(propertyPath, "");
        expect(parsePropertyPath(path)).to.deep.equal(steps);
      }),
    );
  });
});

describe("valueAt", () => {
  it("gives what is at a path, and undefined where nothing is", () => {
    const values = { rules: [{ status: "Enabled" }], tags: { "a.b": "c" } };
    expect(valueAt(values, "rules[0].status")).to.equal("Enabled");
    expect(valueAt(values, 'tags["a.b"]')).to.equal("c");
    expect(valueAt(values, "rules[1].status")).to.equal(undefined);
    expect(valueAt(undefined, "rules")).to.equal(undefined);
  });
});
