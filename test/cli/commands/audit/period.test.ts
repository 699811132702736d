import { expect } from "chai";
import { parsePeriod } from "../../../../cli/commands/audit/period";

describe("parsePeriod", () => {
  for (const [text, seconds] of [
    ["30m", 1800],
    ["12h", 43_200],
    ["7d", 604_800],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parsePeriod(text)).to.equal(seconds);
    });
  }

  for (const text of ["", "7", "0d", "-1d", "1.5h", "7 d", "7w", "99999d"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parsePeriod(text))
        .to.throw(
          `--since is ${JSON.stringify(text)}: use a number of minutes, hours or days, for example 30m, 12h or 7d`,
        )
        .with.property("name", "InvalidArgument");
    });
  }
});
