import { expect } from "chai";
import { parseWait } from "../../../cli/commands/wait-seconds";

describe("parseWait", () => {
  for (const [text, seconds] of [
    [undefined, 0],
    ["30s", 30],
    ["10m", 600],
    ["1h", 3600],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parseWait(text)).to.equal(seconds);
    });
  }

  for (const text of ["", "10", "0m", "-1s", "1.5h", "10 m", "ten", "1d", "1000000s"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseWait(text)).to.throw(
        `--wait is ${JSON.stringify(text)}: use a whole number with s, m or h, for instance 10m`,
      );
    });
  }
});
