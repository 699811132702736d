import { expect } from "chai";
import { parseDuration } from "../../../cli/commands/duration-argument";

describe("parseDuration", () => {
  const allowed = "a whole number with s, m, h, d or w";
  const units = ["s", "m", "h", "d", "w"] as const;

  for (const [text, seconds] of [
    ["1s", 1],
    ["2m", 120],
    ["3h", 10_800],
    ["4d", 345_600],
    ["999999w", 604_799_395_200],
  ] as const) {
    it(`takes ${text} for ${seconds} seconds`, () => {
      expect(parseDuration("--age", text, { units, allowed })).to.equal(seconds);
    });
  }

  for (const text of ["", "7", "d", "0s", "07d", "-1d", "1.5h", "7 d", "7d\n", "1y", "1M", "1000000s"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseDuration("--age", text, { units, allowed }))
        .to.throw(`--age is ${JSON.stringify(text)}: use a whole number with s, m, h, d or w`)
        .with.property("name", "InvalidArgument");
    });
  }

  it("keeps to the units and the bounds that it is given, which are allowed themselves", () => {
    const parse = (text: string) =>
      parseDuration("--age", text, { units: ["s", "m"], min: 0, max: 120, allowed: "at most 2m" });
    expect(["0s", "2m", "120s"].map(parse)).to.deep.equal([0, 120, 120]);
    for (const text of ["121s", "3m", "1h"]) {
      expect(() => parse(text)).to.throw(`--age is "${text}": use at most 2m`);
    }
  });
});
