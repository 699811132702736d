import { expect } from "chai";
import { parseWholeNumber } from "../../../cli/commands/whole-number-argument";

describe("parseWholeNumber", () => {
  const rule = { max: 24, example: 6 };

  it("takes what is from 1 to the most", () => {
    expect(["1", "9", "24"].map((value) => parseWholeNumber("--months", value, rule))).to.deep.equal([
      1, 9, 24,
    ]);
  });

  it("begins where it is told to", () => {
    expect(parseWholeNumber("--port", "0", { min: 0, max: 65_535, example: 8080 })).to.equal(0);
    expect(() => parseWholeNumber("--port", "-1", { min: 0, max: 65_535, example: 8080 })).to.throw(
      '--port is "-1": use a whole number from 0 to 65535, for instance 8080',
    );
  });

  for (const value of ["0", "25", "99999999999999999999", "06", "1.5", "1e1", " 6", "-1", ""]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(() => parseWholeNumber("--months", value, rule)).to.throw(
        `--months is ${JSON.stringify(value)}: use a whole number from 1 to 24, for instance 6`,
      );
    });
  }
});
