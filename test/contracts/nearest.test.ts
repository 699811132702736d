import { expect } from "chai";
import * as fc from "fast-check";
import { nearest } from "../../contracts/nearest";

describe("nearest", () => {
  const KEYS = ["base:zoneCount", "base:zoneName", "base:natStrategy"];

  it("finds what a letter was added to, left out of, replaced or swapped in", () => {
    for (const word of [
      "base:zoneCounts",
      "base:zonCount",
      "base:zoneCaunt",
      "base:zoneCuont",
      "base:ZONECOUNT",
    ]) {
      expect(nearest(word, KEYS), word).to.equal("base:zoneCount");
    }
  });

  it("takes the nearer one of two", () => {
    expect(nearest("base:zoneNme", KEYS)).to.equal("base:zoneName");
  });

  it("finds nothing where more than a third would have to change", () => {
    expect(nearest("abcdef", ["abcxyz"])).to.equal(undefined);
    expect(nearest("abcdef", ["abcdxy"])).to.equal("abcdxy");
    expect(nearest("base", [])).to.equal(undefined);
  });

  it("finds a candidate itself among any others", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (words) => {
        const [word = ""] = words;
        expect(nearest(word, words)?.toLowerCase()).to.equal(word.toLowerCase());
      }),
    );
  });
});
