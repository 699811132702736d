import { expect } from "chai";
import { parseTtl, timeLeft } from "../../../../cli/commands/workspace/ttl";

describe("parseTtl", () => {
  for (const [text, minutes] of [
    ["15m", 15],
    ["8h", 480],
    ["14d", 20_160],
  ] as const) {
    it(`takes ${text} for ${minutes} minutes`, () => {
      expect(parseTtl(text)).to.equal(minutes * 60_000);
    });
  }

  for (const text of ["", "8", "14m", "15d", "1.5h", "-8h", "8 h", "8h\n"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseTtl(text)).to.throw(
        `--ttl is ${JSON.stringify(text)}: use a whole number with m, h or d, from 15m to 14d, for instance 8h`,
      );
    });
  }
});

describe("timeLeft", () => {
  const now = new Date("2026-01-31T12:00:00Z");
  for (const [expires, left] of [
    ["2026-01-31T12:00:00Z", "expired"],
    ["2026-01-31T12:00:01Z", "1 min"],
    ["2026-01-31T20:00:00Z", "8 h"],
    ["2026-01-31T20:45:00Z", "8 h 45 min"],
    ["2026-02-02T12:00:00Z", "2 d"],
    ["2026-02-02T15:10:00Z", "2 d 3 h"],
  ] as const) {
    it(`says ${left} at noon of what ends ${expires}`, () => {
      expect(timeLeft(expires, now)).to.equal(left);
    });
  }
});
