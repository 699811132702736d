import { expect } from "chai";
import fc from "fast-check";
import { tagFindings } from "../../contracts/tag-rules";
import { RESERVED_TAG_KEYS } from "../../contracts/tags";

const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "value"]));

describe("tagFindings", () => {
  it("finds nothing in tags that AWS takes", () => {
    expect(tagFindings({ Team: "payments", "cost:unit": "a/b+c=d@e", Straße: "x" })).to.deep.equal([
      'spec.tags key "Straße" is not allowed; use 1 to 128 of a-z, A-Z, 0-9, space and _ . : / = + - @',
    ]);
    expect(tagFindings({ Team: "Zürich", "cost:unit": "" })).to.deep.equal([]);
  });

  it("keeps the prefix aws: for AWS, in any case", () => {
    for (const key of ["aws:createdBy", "AWS:x", "Aws:"]) {
      expect(tagFindings({ [key]: "x" })).to.deep.equal([
        `spec.tags key "${key}" is not allowed; the prefix aws: belongs to AWS`,
      ]);
    }
  });

  it("refuses every tag of ours, in any case and with look-alikes", () => {
    for (const key of RESERVED_TAG_KEYS.flatMap((reserved) => [reserved, reserved.toUpperCase()])) {
      expect(tagFindings({ [key]: "x" }), key).to.have.length(1);
    }
    // full-width and Cyrillic letters
    expect(tagFindings({ "\uff2fwner": "x", "\u041ewner": "x" })).to.have.length(2);
  });

  it("refuses more than 20 tags", () => {
    expect(tagFindings(tags(20))).to.deep.equal([]);
    expect(tagFindings(tags(51))).to.deep.equal(["spec.tags has 51 tags; use at most 20"]);
  });

  it("refuses keys that differ only in case, which collide on a role", () => {
    expect(tagFindings({ Team: "a", team: "b" })).to.deep.equal([
      'spec.tags keys "Team" and "team" differ only in case; use one of them',
    ]);
  });

  it("refuses names that mean something to objects", () => {
    const hostile: Record<string, unknown> = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    expect(tagFindings(hostile)).to.deep.equal([
      'spec.tags key "__proto__" is not allowed; use another name',
      'spec.tags key "constructor" is not allowed; use another name',
    ]);
    expect(({} as Record<string, unknown>).x).to.equal(undefined);
  });

  it("refuses values that are no text, too long, unnormalised, or hold what a shell would read", () => {
    for (const value of [5, null, ["a"], "x".repeat(257), "cafe\u0301", "$(id)", "`id`", "a\nb", "{{x}}"]) {
      expect(tagFindings({ Team: value }), JSON.stringify(value)).to.have.length(1);
    }
  });

  it("never throws, and says one line per fault", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.anything()), (hostile) => {
        for (const finding of tagFindings(hostile)) {
          expect(finding).to.match(/^spec\.tags.*$/);
        }
      }),
    );
  });
});
