import { expect } from "chai";
import { formatUsd } from "../../../cli/output/usd";

describe("formatUsd", () => {
  it("shows cents, and thousands apart", () => {
    expect([0, 41.2, 1204, 1_234_567.891].map(formatUsd)).to.deep.equal([
      "$0.00",
      "$41.20",
      "$1,204.00",
      "$1,234,567.89",
    ]);
  });
});
